import { Readable } from 'node:stream';

import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';

import { checkedKey, type FileFacts, Storage, type StoredFile } from './storage';

/** How to reach one bucket of an S3-compatible service. */
export interface S3Settings {
  /** Absent for Amazon itself. */
  readonly endpoint?: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Address the bucket as `/bucket/key` instead of `bucket.host/key`; self-hosted services want this. */
  readonly forcePathStyle: boolean;
}

/** Keeps files in a bucket, for installations with several machines. The bucket may stay private. */
export class S3Storage extends Storage {
  private readonly client: S3Client;

  constructor(private readonly settings: S3Settings) {
    super();
    const { endpoint, region, accessKeyId, secretAccessKey, forcePathStyle } = settings;
    this.client = new S3Client({
      ...(endpoint ? { endpoint } : {}),
      region,
      forcePathStyle,
      credentials: { accessKeyId, secretAccessKey },
      // Many compatible services reject the checksums that the client sends by default.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  }

  async put(key: string, body: Buffer | Readable, { contentType, size }: FileFacts): Promise<void> {
    await this.client.send(
      new PutObjectCommand({ ...this.at(key), Body: body, ContentType: contentType, ContentLength: size }),
    );
  }

  async get(key: string): Promise<StoredFile | null> {
    try {
      const { Body: body, ContentLength: size } = await this.client.send(new GetObjectCommand(this.at(key)));
      if (!(body instanceof Readable) || size === undefined) throw new Error(`No body for ${key}`);
      return { body, size };
    } catch (error) {
      if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return null;
      throw error;
    }
  }

  /** One by one: not every compatible service knows the call that deletes many. A folder holds four files at most. */
  async remove(folder: string): Promise<void> {
    const { Bucket, Key } = this.at(folder);
    const { Contents: found = [] } = await this.client.send(new ListObjectsV2Command({ Bucket, Prefix: `${Key}/` }));
    for (const { Key: key } of found) await this.client.send(new DeleteObjectCommand({ Bucket, Key: key }));
  }

  private at(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.settings.bucket, Key: checkedKey(key) };
  }
}
