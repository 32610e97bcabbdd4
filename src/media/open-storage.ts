import { join } from 'node:path';

import { FileStorage } from './file-storage';
import type { S3Settings } from './s3-storage';
import type { Storage } from './storage';

/** Where files are kept: in a folder below the data directory, or in a bucket. */
export type StorageSettings =
  { readonly kind: 'file'; readonly dataDir: string } | ({ readonly kind: 's3' } & S3Settings);

/** Opens the storage that was configured. The S3 client is large; it is loaded only where it is used. */
export async function openStorage(settings: StorageSettings): Promise<Storage> {
  if (settings.kind === 'file') return new FileStorage(join(settings.dataDir, 'media'));
  const { S3Storage } = await import('./s3-storage');
  return new S3Storage(settings);
}
