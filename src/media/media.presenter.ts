import { ApiProperty } from '@nestjs/swagger';

import { type Embed, EMBED_TYPES, MEDIA_TYPES, type MediaType } from './media.entity';
import { fileUrl } from './media-url';

/** Everything the presenter needs, as `mediaRowSql` reads it. */
export interface MediaRow {
  readonly id: number;
  /** ISO 8601, as JSON in the database writes it. */
  readonly addedAt: string;
  readonly type: MediaType;
  readonly title: string | null;
  readonly description: string | null;
  readonly url: string | null;
  readonly image: string | null;
  readonly folder: string | null;
  readonly file: string | null;
  readonly mimetype: string | null;
  readonly size: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly thumbnailWidth: number | null;
  readonly thumbnailHeight: number | null;
  readonly embed: Embed | null;
}

const PICTURES: readonly MediaType[] = ['image', 'eimage'];

/** What an embedding media points at. */
export class EmbedDto {
  id: number;
  @ApiProperty({ enum: EMBED_TYPES })
  embed_type: (typeof EMBED_TYPES)[number];
  embed_id: string;
  @ApiProperty({ type: 'string', format: 'uri', nullable: true })
  url: string | null;
  @ApiProperty({ type: 'object', additionalProperties: true })
  metadata: Readonly<Record<string, unknown>>;
}

/** The small version of an uploaded picture. */
export class ThumbnailDto {
  url: string;
  width: number;
  height: number;
  @ApiProperty({ type: 'string', nullable: true })
  color: string | null;
}

const text = { type: 'string', nullable: true } as const;
const address = { type: 'string', format: 'uri', nullable: true } as const;
const whole = { type: 'integer', nullable: true } as const;

/** A picture, document or link that lessons, comments and galleries show. */
export class MediaDto {
  @ApiProperty({ type: 'integer' })
  id: number;
  @ApiProperty({ type: 'string', format: 'date-time' })
  added_at: string;
  @ApiProperty({ enum: MEDIA_TYPES })
  type: MediaType;
  @ApiProperty(text)
  title: string | null;
  @ApiProperty(text)
  description: string | null;
  @ApiProperty(address)
  url: string | null;
  @ApiProperty(address)
  image: string | null;
  @ApiProperty(whole)
  image_width: number | null;
  @ApiProperty(whole)
  image_height: number | null;
  @ApiProperty(whole)
  order: number | null;
  @ApiProperty({ type: EmbedDto, nullable: true })
  embed: EmbedDto | null;
  @ApiProperty({ type: ThumbnailDto, nullable: true })
  image_thumbnail: ThumbnailDto | null;
  @ApiProperty(text)
  image_mimetype: string | null;
  @ApiProperty(text)
  mimetype: string | null;
  @ApiProperty(whole)
  size: number | null;
}

/** A media as everybody who may read it sees it. `order` is its place where it stands in an ordered list. */
export function presentMedia(row: MediaRow, origin: string, order: number | null = null): MediaDto {
  const { id, addedAt, type, title, description, mimetype, size, width, height } = row;
  const stored = row.folder !== null && row.file !== null ? fileUrl(origin, row.folder, row.file) : null;
  const picture = row.image === null && stored !== null && PICTURES.includes(type);
  return {
    id,
    added_at: addedAt,
    type,
    title,
    description,
    url: row.url ?? (picture ? null : stored),
    image: row.image ?? (picture ? stored : null),
    image_width: picture ? width : null,
    image_height: picture ? height : null,
    order,
    embed: row.embed && { id, ...row.embed },
    image_thumbnail: picture ? thumbnail(row, origin) : null,
    image_mimetype: picture ? mimetype : null,
    mimetype,
    size,
  };
}

function thumbnail({ folder, thumbnailWidth, thumbnailHeight }: MediaRow, origin: string): ThumbnailDto | null {
  if (folder === null || thumbnailWidth === null || thumbnailHeight === null) return null;
  const url = fileUrl(origin, folder, 'thumbnail.webp');
  return { url, width: thumbnailWidth, height: thumbnailHeight, color: null };
}
