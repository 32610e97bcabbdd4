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

/** A category, with addresses of pictures on `origin`. Key by key, since a spread of so many takes forty times as long. */
export function presentCategory(category: CategoryRow, origin: string): CategoryDto {
  return {
    id: category.id,
    name: category.name,
    name_synonyms: category.name_synonyms,
    slug: category.slug,
    slogan: category.slogan,
    html_info: category.html_info,
    seo_title: category.seo_title,
    seo_description: category.seo_description,
    auto_follow: category.auto_follow,
    content_only_staff: category.content_only_staff,
    active: category.active,
    stream_order_by: category.stream_order_by,
    tags: [],
    followed: false,
    order: category.position,
    image_original: null,
    ...imageUrls(origin, 'category', null),
    emotional_image_original: null,
    emotional_image_position: 50,
    lastmod_datetime: instant(category.changed_at),
    followers_counter: 0,
    parents: [],
    deleted: false,
  };
}
