import { Injectable } from '@nestjs/common';

import { assign, placesSql, setSql } from '../../database/assign';
import { Database } from '../../database/database';
import { reauthorize } from '../../policy/authorize';
import { type CourseAccess, CourseAccessLoader } from '../course-access.loader';
import { orderLessons } from '../course-order';
import { type SectionAccess, SectionAccessLoader } from './section-access.loader';
import type { SectionPatchDto, SectionWriteDto } from './section-write.dto';

/** The fields of a body that are columns of the same name. */
const COLUMNS = ['name', 'dripped_at', 'drip_delay'] as const satisfies readonly (keyof SectionPatchDto)[];

/** Makes, changes and deletes sections. Whoever edits a course holds it until he is done, so edits go one by one. */
@Injectable()
export class SectionWriter {
  constructor(
    private readonly db: Database,
    private readonly courses: CourseAccessLoader,
    private readonly sections: SectionAccessLoader,
  ) {}

  /** Makes a section behind the others and returns its id. */
  create(access: CourseAccess, body: SectionWriteDto): Promise<number> {
    return this.db.transaction(async (tx) => {
      const { subject } = await reauthorize(tx, this.courses, access, 'subject');
      const set = assign({ ...body }, COLUMNS);
      const [made] = await tx.query<{ id: number }>(
        `INSERT INTO course_section (course_id, position, ${set.columns.join(', ')})
         SELECT $1, coalesce(max(position), 0) + 1, ${placesSql(set, 2)} FROM course_section WHERE course_id = $1
         RETURNING id`,
        [subject.id, ...set.values],
      );
      await orderLessons(tx, made!.id, body.lessons_order);
      return made!.id;
    });
  }

  /** Changes what the body names. Lessons can be put into a new order, but not moved to another section. */
  async update(access: SectionAccess, body: SectionPatchDto): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { subject } = await reauthorize(tx, this.sections, access, 'subject');
      const set = assign({ ...body }, COLUMNS);
      if (set.columns.length > 0) {
        await tx.query(`UPDATE course_section SET ${setSql(set, 2)} WHERE id = $1`, [subject.id, ...set.values]);
      }
      await orderLessons(tx, subject.id, body.lessons_order);
    });
  }

  /** Deletes the section with its lessons and all that hangs on them. */
  async delete(access: SectionAccess): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { subject } = await reauthorize(tx, this.sections, access, 'subject');
      await tx.query(`DELETE FROM course_section WHERE id = $1`, [subject.id]);
    });
  }
}
