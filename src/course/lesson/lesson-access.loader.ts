import { Injectable } from '@nestjs/common';

import { Clock } from '../../clock';
import type { Sql } from '../../database/database';
import { type Access, AccessLoader, type Claim, type Found, type Lock, type PathIds } from '../../policy/access';
import { contextSql, contextValues, type CourseContextRow, positionInside } from '../content-access';
import { lessonAccess } from './drip';
import type { LessonStatus, LessonType } from './lesson.entity';

/** A lesson of a course, as the rules and commands know it. */
export interface LessonSubject {
  readonly id: number;
  readonly courseId: number;
  readonly sectionId: number;
  readonly type: LessonType;
  readonly commentsEnabled: boolean;
  readonly passingGrade: number;
  /** Whether those who run the course want to hear of comments. */
  readonly commentsNotified: boolean;
  /** The comment, question or attempt below the lesson that the address names; the lesson itself where it names none. */
  readonly itemId: number;
}

export type LessonAccess = Access<LessonSubject>;

interface Row extends CourseContextRow {
  readonly id: number | null;
  readonly section_id: number;
  readonly dripped_at: Date | null;
  readonly drip_delay: number;
  readonly type: LessonType;
  readonly status: LessonStatus;
  readonly comments_enabled: boolean;
  readonly passing_grade: number;
  readonly earlier_uncompleted: boolean;
  readonly item_id: number;
  readonly author_id: number | null;
}

/** Something that hangs on a lesson. Names are constants, never input. */
interface Below {
  readonly param: string;
  readonly table: string;
  readonly author?: string;
}

/**
 * Whether a published lesson that stands before this one in the course is not completed by the viewer; asked only where
 * it matters, for members of a course that enforces the order.
 */
const EARLIER_UNCOMPLETED = `course.enforce_lessons_order AND membership.state = 'member' AND EXISTS (
  SELECT FROM course_section AS before JOIN course_lesson AS earlier ON earlier.section_id = before.id
  WHERE before.course_id = course.course_id AND earlier.status = 'published'
    AND (before.position, before.id, earlier.position, earlier.id)
      < (section.position, section.id, lesson.position, lesson.id)
    AND NOT EXISTS (
      SELECT FROM lesson_completion AS done
      WHERE done.course_id = course.course_id AND done.user_id = asking.user_id AND done.lesson_id = earlier.id))`;

/**
 * The only way from the ids in an address to a lesson. One query joins the whole chain, so that a lesson under the wrong
 * section or course is found by nobody, and reads what decides whether the lesson is open to the viewer now.
 */
@Injectable()
export class LessonAccessLoader extends AccessLoader<LessonSubject> {
  /** Only lessons of this type are found, if one is named. */
  protected readonly type?: LessonType;
  protected readonly below?: Below;

  constructor(private readonly clock: Clock) {
    super();
  }

  async find(sql: Sql, claim: Claim, path: PathIds, lock?: Lock): Promise<Found<LessonSubject>> {
    const { columns, from } = contextSql(lock);
    const [row] = await sql.query<Row>(
      `SELECT ${columns}, content.* FROM ${from} LEFT JOIN LATERAL (${this.contentSql}) AS content ON true`,
      [...contextValues(claim, path), path['section_id'], path['lesson_id'], path[this.below?.param ?? 'lesson_id']],
    );
    return { row: row!, position: this.positionOf(claim, row!) };
  }

  /**
   * The chain from the course down, all of it or nothing. It is one inner join on purpose: as a chain of outer joins,
   * PostgreSQL 18.4 was seen to find the lesson although its section was not in the course.
   */
  private get contentSql(): string {
    const { table, author } = this.below ?? { table: 'course_lesson' };
    return `
      SELECT lesson.id, lesson.section_id, section.dripped_at, section.drip_delay, lesson.type, lesson.status,
        lesson.comments_enabled, lesson.passing_grade, ${EARLIER_UNCOMPLETED} AS earlier_uncompleted,
        item.id AS item_id, ${author ? `item.${author}` : 'NULL::int'} AS author_id
      FROM course_section AS section JOIN course_lesson AS lesson ON lesson.section_id = section.id
      JOIN ${table} AS item ON item.${this.below ? 'lesson_id' : 'id'} = lesson.id
      WHERE section.course_id = $3 AND section.id = $4 AND lesson.id = $5 AND item.id = $6`;
  }

  private positionOf(claim: Claim, row: Row): Found<LessonSubject>['position'] {
    const subject = subjectOf(row);
    if (!subject || (this.type && subject.type !== this.type)) return null;
    const author = row.author_id !== null && row.author_id === row.viewer_id;
    const position = positionInside(claim, row, [
      this.isOpen(claim, row) && 'lesson_open',
      row.comments_enabled && 'comments_enabled',
      author && 'author',
    ]);
    return { ...position, subject };
  }

  private isOpen(claim: Claim, row: Row): boolean {
    const { standing } = positionInside(claim, row);
    const access = lessonAccess({
      standing,
      joinedAt: row.since,
      course: { type: row.course_type, enforceLessonsOrder: row.enforce_lessons_order },
      section: { drippedAt: row.dripped_at, dripDelay: row.drip_delay },
      lesson: { published: row.status === 'published' },
      earlierUncompleted: row.earlier_uncompleted,
      now: this.clock.now(),
    });
    return access === 'open';
  }
}

function subjectOf(row: Row): LessonSubject | null {
  if (row.course_id === null || row.id === null) return null;
  return {
    id: row.id,
    courseId: row.course_id,
    sectionId: row.section_id,
    type: row.type,
    commentsEnabled: row.comments_enabled,
    passingGrade: row.passing_grade,
    commentsNotified: row.new_comment_notification_enabled,
    itemId: row.item_id,
  };
}

/** Finds quizzes only: questions and attempts of any other lesson do not exist. */
@Injectable()
export class QuizAccessLoader extends LessonAccessLoader {
  protected override readonly type = 'quiz';
}

/** Finds one question of a quiz. */
@Injectable()
export class QuestionAccessLoader extends QuizAccessLoader {
  protected override readonly below: Below = { param: 'question_id', table: 'quiz_question' };
}

/** Finds one attempt at a quiz. */
@Injectable()
export class AttemptAccessLoader extends QuizAccessLoader {
  protected override readonly below: Below = { param: 'attempt_id', table: 'quiz_attempt', author: 'user_id' };
}

/** Finds one comment on a lesson. */
@Injectable()
export class CommentAccessLoader extends LessonAccessLoader {
  protected override readonly below: Below = {
    param: 'comment_id',
    table: 'lesson_comment',
    author: 'created_by_id',
  };
}
