import { Choice, Flag, Text, Whole } from '../http/wire';

/** A category as an operator writes it down. What is absent stays as it is, or gets its default in a new category. */
export class CategoryInput {
  @Text({ required: true, max: 255 })
  name: string;

  /** Made of the name when absent. */
  @Text({ max: 255 })
  slug?: string;

  @Text({ blank: true })
  name_synonyms?: string;

  @Text({ blank: true })
  slogan?: string;

  @Text({ blank: true })
  html_info?: string;

  @Text({ blank: true })
  seo_title?: string;

  @Text({ blank: true })
  seo_description?: string;

  @Choice(['none', 'default', 'forced'])
  auto_follow?: string;

  @Choice(['recent', 'last_activity', 'relevance'])
  stream_order_by?: string;

  @Flag()
  content_only_staff?: boolean;

  @Flag()
  active?: boolean;

  /** The place in the list. */
  @Whole()
  order?: number;
}
