import { instant } from '../http/instant';
import { fileUrl } from './image-urls';
import type { MediaDto } from './media.dto';
import type { Embed, MediaType } from './media.entity';

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

/** A media as everybody who may read it sees it. `order` is its place where it stands in an ordered list. */
export function presentMedia(row: MediaRow, origin: string, order: number | null = null): MediaDto {
  const { id, addedAt, type, title, description, mimetype, size, embed } = row;
  return {
    id,
    added_at: instant(addedAt),
    type,
    title,
    description,
    ...(PICTURES.includes(type) ? pictureOf(row, origin) : linkOf(row, origin)),
    order,
    embed: embed && { id, ...embed },
    mimetype,
    size,
  };
}

type Addresses = Pick<
  MediaDto,
  'url' | 'image' | 'image_width' | 'image_height' | 'image_thumbnail' | 'image_mimetype'
>;

const NO_PICTURE = { image_width: null, image_height: null, image_thumbnail: null, image_mimetype: null } as const;

/** A document is at `url`; what has a picture has it from elsewhere. */
function linkOf({ url, image, folder, file }: MediaRow, origin: string): Addresses {
  const stored = folder !== null && file !== null ? fileUrl(origin, folder, file) : null;
  return { url: url ?? stored, image, ...NO_PICTURE };
}

/** A picture is at `image`: the uploaded one until another address took its place. */
function pictureOf({ url, image, folder, file, ...row }: MediaRow, origin: string): Addresses {
  if (image !== null || folder === null || file === null) return { url, image, ...NO_PICTURE };
  return {
    url,
    image: fileUrl(origin, folder, file),
    image_width: row.width,
    image_height: row.height,
    image_thumbnail: thumbnail(folder, row, origin),
    image_mimetype: row.mimetype,
  };
}

type Thumbnail = Pick<MediaRow, 'thumbnailWidth' | 'thumbnailHeight'>;

function thumbnail(folder: string, { thumbnailWidth: width, thumbnailHeight: height }: Thumbnail, origin: string) {
  if (width === null || height === null) return null;
  return { url: fileUrl(origin, folder, 'thumbnail.webp'), width, height, color: null };
}
