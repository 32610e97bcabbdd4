import { Instant, Integer, OneOf, Uri } from '../http/answer';
import { EMBED_TYPES, MEDIA_TYPES } from './media.entity';

/** What an embedding media points at. */
export class EmbedDto {
  @Integer()
  id: number;
  @OneOf(EMBED_TYPES)
  embed_type: string;
  embed_id: string;
  @Uri({ nullable: true })
  url: string | null;
  metadata: object;
}

/** The small version of an uploaded picture. */
export class ThumbnailDto {
  @Uri()
  url: string;
  @Integer()
  width: number;
  @Integer()
  height: number;
  color: string | null;
}

/** A picture, document or link that lessons, comments and galleries show. */
export class MediaDto {
  @Integer()
  id: number;
  @Instant()
  added_at: string;
  @OneOf(MEDIA_TYPES)
  type: string;
  /** The file name of a document. */
  title: string | null;
  description: string | null;
  @Uri({ nullable: true })
  url: string | null;
  @Uri({ nullable: true })
  image: string | null;
  @Integer({ nullable: true })
  image_width: number | null;
  @Integer({ nullable: true })
  image_height: number | null;
  /** The place in an ordered list, where the media stands in one. */
  @Integer({ nullable: true })
  order: number | null;
  embed: EmbedDto | null;
  image_thumbnail: ThumbnailDto | null;
  image_mimetype: string | null;
  mimetype: string | null;
  @Integer({ nullable: true })
  size: number | null;
}

/** Answer to a chunk. */
export class ChunkMediaDto {
  upload_id: string;
  /** The first byte that is missing. */
  offset: string;
  /** When the upload is thrown away unless another chunk arrives. */
  @Instant()
  expires: string;
}
