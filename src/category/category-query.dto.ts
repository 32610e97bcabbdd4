import { PageQuery } from '../http/page';
import { Flag, Text } from '../http/wire';

/** Narrows the list of categories. */
export class CategoryQuery extends PageQuery {
  @Text({ blank: true, description: 'Contained in the name or its synonyms, in any case.' })
  search?: string;

  @Flag({ description: 'Only categories in which the viewer may create content.' })
  can_create_content?: boolean;

  @Flag({ description: 'Only active categories, or only others.' })
  active?: boolean;

  @Flag({ description: 'Only deleted categories, of which there are none, or only others.' })
  deleted?: boolean;
}
