import { Instant, Integer, Integers, OneOf, Uri } from '../http/answer';

/** A subject matter under which courses are filed. */
export class CategoryDto {
  @Integer()
  id: number;
  tags: object[];
  followed: boolean;
  @Integer()
  order: number;
  name: string;
  name_synonyms: string;
  slug: string;
  slogan: string;
  html_info: string;
  seo_title: string;
  seo_description: string;
  @OneOf(['none', 'default', 'forced'])
  auto_follow: string;
  content_only_staff: boolean;
  active: boolean;
  @Uri({ nullable: true })
  image_original: string | null;
  @Uri()
  image_bigger: string;
  @Uri()
  image_big: string;
  @Uri()
  image_medium: string;
  @Uri()
  image_small: string;
  @Uri({ nullable: true })
  emotional_image_original: string | null;
  @Integer()
  emotional_image_position: number;
  @Instant()
  lastmod_datetime: string;
  @OneOf(['recent', 'last_activity', 'relevance'])
  stream_order_by: string;
  @Integer()
  followers_counter: number;
  @Integers()
  parents: number[];
  deleted: boolean;
}
