import { Injectable } from '@nestjs/common';

import { Database } from '../../database/database';

/** A section as its presenter reads it. */
export interface SectionRow {
  readonly id: number;
  readonly name: string;
  readonly dripped_at: Date | null;
  readonly drip_delay: number;
  readonly lessons_order: readonly number[];
}

const COLUMNS = `section.id, section.name, section.dripped_at, section.drip_delay, ARRAY (
  SELECT lesson.id FROM course_lesson AS lesson
  WHERE lesson.section_id = section.id ORDER BY lesson.position, lesson.id) AS lessons_order`;

/** Reads sections. */
@Injectable()
export class SectionRepository {
  constructor(private readonly db: Database) {}

  /** All sections of a course in their order. */
  ofCourse(courseId: number): Promise<SectionRow[]> {
    return this.db.query<SectionRow>(
      `SELECT ${COLUMNS} FROM course_section AS section
       WHERE section.course_id = $1 ORDER BY section.position, section.id`,
      [courseId],
    );
  }

  /** One section, or null when it is gone. */
  async one(sectionId: number): Promise<SectionRow | null> {
    const [row] = await this.db.query<SectionRow>(
      `SELECT ${COLUMNS} FROM course_section AS section WHERE section.id = $1`,
      [sectionId],
    );
    return row ?? null;
  }
}
