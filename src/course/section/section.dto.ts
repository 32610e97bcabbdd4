import { Instant, Integer, Integers } from '../../http/answer';

/** A section of a course. */
export class SectionDto {
  @Integer()
  id: number;
  name: string;
  /** When the section opens in a scheduled course. */
  @Instant({ nullable: true })
  dripped_at: string | null;
  /** Days after joining when the section opens in a structured course. */
  @Integer()
  drip_delay: number;
  /** Ids of all lessons in their order, drafts too. */
  @Integers()
  lessons_order: number[];
}
