import { str } from 'envalid';

import type { StorageSettings } from '../media/open-storage';
import { flag, httpUrl, text } from './validators';

const SOMETHING = /^\S+$/;

/** The variables that say where uploaded files are kept; those named S3_ count only for `s3`. */
export const MEDIA_VARIABLES = {
  MEDIA_STORAGE: str({ choices: ['file', 's3'] as const, default: 'file', desc: 'one of file, s3' }),
  S3_ENDPOINT: httpUrl({ default: undefined, desc: 'an address such as https://storage.example.org' }),
  S3_REGION: text(SOMETHING)({ default: 'us-east-1', desc: 'the name of a region, such as eu-central-1' }),
  S3_BUCKET: text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/)({ default: undefined, desc: 'the name of a bucket' }),
  S3_ACCESS_KEY_ID: text(SOMETHING)({ default: undefined, desc: 'the id of an access key' }),
  S3_SECRET_ACCESS_KEY: text(SOMETHING)({ default: undefined, desc: 'a secret access key' }),
  S3_FORCE_PATH_STYLE: flag({ default: false, desc: 'true or false' }),
};

/** The values of these variables. */
export interface MediaValues {
  readonly MEDIA_STORAGE: 'file' | 's3';
  readonly S3_ENDPOINT?: string;
  readonly S3_REGION: string;
  readonly S3_BUCKET?: string;
  readonly S3_ACCESS_KEY_ID?: string;
  readonly S3_SECRET_ACCESS_KEY?: string;
  readonly S3_FORCE_PATH_STYLE: boolean;
}

const NEEDED = ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const;

/** The first variable that the chosen storage needs and that nobody set. */
export const missingForMedia = (values: MediaValues): string | undefined =>
  values.MEDIA_STORAGE === 's3' ? NEEDED.find((name) => values[name] === undefined) : undefined;

/** The settings of the chosen storage; call it when nothing is missing. */
export function mediaStorage(values: MediaValues, dataDir: string): StorageSettings {
  if (values.MEDIA_STORAGE === 'file') return { kind: 'file', dataDir };
  return {
    kind: 's3',
    ...(values.S3_ENDPOINT !== undefined && { endpoint: values.S3_ENDPOINT }),
    region: values.S3_REGION,
    bucket: values.S3_BUCKET ?? '',
    accessKeyId: values.S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: values.S3_SECRET_ACCESS_KEY ?? '',
    forcePathStyle: values.S3_FORCE_PATH_STYLE,
  };
}
