import { Choice, FileField, JsonField, Text, Url, Whole } from '../http/wire';
import type { UploadedFile } from '../http/uploaded-file';

/** Media that are made without an upload. */
export const LINKED_TYPES = ['url', 'image', 'embed', 'share'] as const;

/** Body of the route that makes a media of an address or of something in this community. */
export class CreateMediaDto {
  @Choice(LINKED_TYPES, { required: true })
  type: (typeof LINKED_TYPES)[number];

  @Url({ description: 'The address, for the types url and image.' })
  url?: string;

  @JsonField({ description: 'What to embed, for the type embed: embed_type, embed_id, url?, metadata?.' })
  embed?: unknown;

  @Whole({ min: 1, description: 'The event to share.' })
  event_object?: number;

  @Whole({ min: 1, description: 'The contribution to share; this service has none.' })
  shared_object?: number;
}

/** Body of the route that gives a media another picture. */
export class UpdateMediaDto {
  @Url({ required: true, description: 'The address of the picture.' })
  image: string;
}

/** Body of a chunk; `Content-Range` says which bytes of the file it carries. */
export class ChunkDto {
  @Text({ blank: true, description: 'From the second chunk on: as the first was answered.' })
  upload_id?: string;

  @Text({ blank: true, description: 'Read and ignored: when the upload expires is not for clients to say.' })
  expires?: string;

  @FileField({ description: 'The bytes of a picture.' })
  image?: UploadedFile;

  @FileField({ description: 'The bytes of a document.' })
  document?: UploadedFile;
}

/** `document` is how pages that name the type after the field call a doc. */
export const UPLOAD_TYPES = ['image', 'doc', 'eimage', 'document'] as const;

/** Body of the route that makes a media of an upload. */
export class CompleteUploadDto {
  @Text({ required: true })
  upload_id: string;

  @Choice(UPLOAD_TYPES)
  type?: (typeof UPLOAD_TYPES)[number];

  @Text({ required: true, description: 'MD5 of the whole file, in hexadecimal.' })
  md5: string;
}
