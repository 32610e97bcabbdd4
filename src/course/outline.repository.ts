import { Injectable } from '@nestjs/common';

import { Database } from '../database/database';
import { completionsSql, type CompletionStatus } from './lesson/completion-status';
import type { LessonStatus, LessonType } from './lesson/lesson.entity';

/** A lesson of an outline, with what the viewer made of it. */
export interface OutlineLesson {
  readonly id: number;
  readonly name: string;
  readonly type: LessonType;
  readonly status: LessonStatus;
  readonly comments_enabled: boolean;
  readonly course_id: number;
  readonly section_id: number;
  readonly completion_status: CompletionStatus;
}

/** A section of an outline with all of its lessons in order. */
export interface OutlineSection {
  readonly id: number;
  readonly name: string;
  readonly dripped_at: Date | null;
  readonly drip_delay: number;
  readonly lessons: readonly OutlineLesson[];
}

/** The sections of a course in order. */
export type Outline = readonly OutlineSection[];

/** Reads what is in a course, in one query whatever its size. */
@Injectable()
export class OutlineRepository {
  constructor(private readonly db: Database) {}

  /** Everything in the course, drafts too, with the completions of `viewerId`. */
  of(courseId: number, viewerId: number | null): Promise<Outline> {
    return this.db.query<OutlineSection>(
      `SELECT section.id, section.name, section.dripped_at, section.drip_delay, coalesce(json_agg(json_build_object(
         'id', lesson.id, 'name', lesson.name, 'type', lesson.type, 'status', lesson.status,
         'comments_enabled', lesson.comments_enabled, 'course_id', section.course_id, 'section_id', section.id,
         'completion_status', coalesce(completion.status, 'uncompleted')
       ) ORDER BY lesson.position, lesson.id) FILTER (WHERE lesson.id IS NOT NULL), '[]') AS lessons
       FROM course_section AS section
       LEFT JOIN course_lesson AS lesson ON lesson.section_id = section.id
       LEFT JOIN ${completionsSql('$1', '$2')} AS completion ON completion.lesson_id = lesson.id
       WHERE section.course_id = $1
       GROUP BY section.id ORDER BY section.position, section.id`,
      [courseId, viewerId],
    );
  }
}
