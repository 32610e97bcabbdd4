import { IdList, Required, Text, Whole, WireDate } from '../../http/wire';

/** A hundred years: longer delays would leave the calendar. */
const MAX_DELAY = 36_500;

/** Body of PATCH: what is absent stays as it is. */
export class SectionPatchDto {
  @Text({ max: 255, example: 'First steps' })
  name?: string;

  @WireDate({ nullable: true, description: 'When the section opens in a scheduled course; null opens it at once.' })
  dripped_at?: Date | null;

  @Whole({ min: 0, max: MAX_DELAY, description: 'Days after joining when it opens in a structured course.' })
  drip_delay?: number;

  @IdList({ description: 'Ids of lessons in their new order; those left out follow in the order that they had.' })
  lessons_order?: number[];
}

/** Body of POST and PUT. */
export class SectionWriteDto extends SectionPatchDto {
  @Required()
  declare name: string;
}
