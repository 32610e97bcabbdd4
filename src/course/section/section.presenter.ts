import { instantOrNull } from '../../http/instant';
import { SectionDto } from './section.dto';
import type { SectionRow } from './section.repository';

/** A section for those who edit the course. */
export function presentSection({ id, name, dripped_at, drip_delay, lessons_order }: SectionRow): SectionDto {
  return { id, name, dripped_at: instantOrNull(dripped_at), drip_delay, lessons_order: [...lessons_order] };
}
