import { Injectable } from '@nestjs/common';

import { Database } from '../../database/database';
import type { MediaRow } from '../../media/media.presenter';
import { userJsonSql, type UserRow } from '../../user/user.presenter';
import { attachedSql, LESSON_MEDIA } from '../attachments';
import type { Question } from '../quiz/grading';
import type { AttemptRow } from '../quiz/question.presenter';
import { lastAttemptSql, questionsSql } from '../quiz/quiz.repository';
import { completionSql, type CompletionStatus } from './completion-status';
import type { LessonStatus, LessonType } from './lesson.entity';

/** A lesson as its presenter reads it, with what is the viewer's own. */
export interface LessonRow {
  readonly id: number;
  readonly course_id: number;
  readonly section_id: number;
  readonly name: string;
  readonly type: LessonType;
  readonly status: LessonStatus;
  readonly comments_enabled: boolean;
  readonly html: string;
  readonly passing_grade: number;
  readonly created_at: Date;
  readonly creator: UserRow;
  readonly medias: readonly MediaRow[];
  readonly questions: readonly Question[];
  readonly completion_status: CompletionStatus;
  readonly last_attempt: AttemptRow | null;
}

/** A lesson in full, from rows of `lesson` and `creator`; `$2` is the viewer. */
const LESSON = `
  SELECT lesson.*, ${userJsonSql('creator')} AS creator, ${attachedSql(LESSON_MEDIA, 'lesson.id')} AS medias,
    CASE WHEN lesson.type = 'quiz' THEN ${questionsSql('lesson.id')} ELSE '[]' END AS questions,
    ${completionSql('lesson', '$2')} AS completion_status,
    CASE WHEN lesson.type = 'quiz' THEN ${lastAttemptSql('lesson.id', '$2')} END AS last_attempt
  FROM course_lesson AS lesson JOIN app_user AS creator ON creator.id = lesson.created_by_id`;

/** Reads lessons, each with everything in it, in one query. */
@Injectable()
export class LessonRepository {
  constructor(private readonly db: Database) {}

  /** All lessons of a section in their order. */
  ofSection(sectionId: number, viewerId: number): Promise<LessonRow[]> {
    return this.db.query<LessonRow>(`${LESSON} WHERE lesson.section_id = $1 ORDER BY lesson.position, lesson.id`, [
      sectionId,
      viewerId,
    ]);
  }

  /** One lesson, or null when it is gone. */
  async one(lessonId: number, viewerId: number): Promise<LessonRow | null> {
    const [row] = await this.db.query<LessonRow>(`${LESSON} WHERE lesson.id = $1`, [lessonId, viewerId]);
    return row ?? null;
  }
}
