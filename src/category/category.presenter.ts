import { instant } from '../http/instant';
import { imageUrls } from '../media/image-urls';
import { CategoryDto } from './category.dto';

/** A category as `categoryJsonSql` reads it. */
export interface CategoryRow {
  readonly id: number;
  readonly name: string;
  readonly name_synonyms: string;
  readonly slug: string;
  readonly slogan: string;
  readonly html_info: string;
  readonly seo_title: string;
  readonly seo_description: string;
  readonly auto_follow: string;
  readonly content_only_staff: boolean;
  readonly active: boolean;
  readonly position: number;
  readonly changed_at: string;
  readonly stream_order_by: string;
}

/** A category as a JSON object of SQL. `category` is an alias, never input. */
export const categoryJsonSql = (category: string): string => `to_jsonb(${category})`;

/** A category, with addresses of pictures on `origin`. */
export function presentCategory({ position, changed_at, ...category }: CategoryRow, origin: string): CategoryDto {
  return {
    ...category,
    tags: [],
    followed: false,
    order: position,
    image_original: null,
    ...imageUrls(origin, 'category', null),
    emotional_image_original: null,
    emotional_image_position: 50,
    lastmod_datetime: instant(changed_at),
    followers_counter: 0,
    parents: [],
    deleted: false,
  };
}
