import { Injectable } from '@nestjs/common';

import { Database, type Found } from '../../database/database';
import type { Slice } from '../../http/page';
import { userJsonSql } from '../../user/user.presenter';
import { attachedSql, COMMENT_MEDIA } from '../attachments';
import type { CourseCommentRow, LessonCommentRow } from './comment.presenter';

/** SQL of a `CommentRow` as one JSON value. Both are aliases, of `lesson_comment` and of its author. */
const commentJsonSql = (comment: string, creator: string): string => `json_build_object(
  'id', ${comment}.id, 'html', ${comment}.html, 'parent', ${comment}.parent_id,
  'in_reply_to', ${comment}.in_reply_to_id, 'created_at', ${comment}.created_at,
  'creator', ${userJsonSql(creator)}, 'medias', ${attachedSql(COMMENT_MEDIA, `${comment}.id`)})`;

const WITH_LATEST_REPLY = `
  SELECT ${commentJsonSql('comment', 'creator')} AS comment, (
    SELECT ${commentJsonSql('reply', 'replier')}
    FROM lesson_comment AS reply JOIN app_user AS replier ON replier.id = reply.created_by_id
    WHERE reply.parent_id = comment.id ORDER BY reply.created_at DESC, reply.id DESC LIMIT 1) AS latest_reply
  FROM lesson_comment AS comment JOIN app_user AS creator ON creator.id = comment.created_by_id`;

/** What narrows the comments on a lesson. */
export interface CommentFilter {
  /** The comment whose replies are wanted; without it, comments that open threads. */
  readonly parent?: number;
  readonly ordering?: string;
}

/** The orders of comments; anything else is the first. Clients know the date by two names. */
const ORDERS = ['created_at', '-created_at', 'added_at', '-added_at'] as const;

/** Reads comments. A page costs one query, whatever hangs on its comments. */
@Injectable()
export class CommentRepository {
  constructor(private readonly db: Database) {}

  /** A page of the comments on a lesson, and how many there are. */
  ofLesson(lessonId: number, { parent, ordering }: CommentFilter, slice: Slice): Promise<Found<LessonCommentRow>> {
    const values: unknown[] = [lessonId, slice.limit, slice.offset];
    if (parent !== undefined) values.push(parent);
    const found = `comment.lesson_id = $1 AND comment.parent_id ${parent === undefined ? 'IS NULL' : '= $4'}`;
    const known = ORDERS.find((order) => order === ordering) ?? ORDERS[0];
    const direction = known.startsWith('-') ? 'DESC' : 'ASC';
    return this.db.page<LessonCommentRow>(
      `SELECT count(*) FROM lesson_comment AS comment WHERE ${found}`,
      `${WITH_LATEST_REPLY} WHERE ${found}
       ORDER BY comment.created_at ${direction}, comment.id ${direction} LIMIT $2 OFFSET $3`,
      values,
    );
  }

  /** One comment, or null when it is gone. */
  async one(commentId: number): Promise<LessonCommentRow | null> {
    const [row] = await this.db.query<LessonCommentRow>(`${WITH_LATEST_REPLY} WHERE comment.id = $1`, [commentId]);
    return row ?? null;
  }

  /** A page of the threads of a course with all of their replies, lesson by lesson, and how many threads there are. */
  ofCourse(courseId: number, slice: Slice): Promise<Found<CourseCommentRow>> {
    return this.db.page<CourseCommentRow>(
      `SELECT count(*) FROM lesson_comment WHERE course_id = $1 AND parent_id IS NULL`,
      `SELECT ${commentJsonSql('comment', 'creator')} AS comment, coalesce((
         SELECT json_agg(${commentJsonSql('reply', 'replier')} ORDER BY reply.created_at, reply.id)
         FROM lesson_comment AS reply JOIN app_user AS replier ON replier.id = reply.created_by_id
         WHERE reply.parent_id = comment.id), '[]') AS replies,
         course.id AS course_id, course.slug AS course_slug, section.id AS section_id, section.name AS section_name,
         lesson.id AS lesson_id, lesson.name AS lesson_name
       FROM (
         SELECT * FROM lesson_comment WHERE course_id = $1 AND parent_id IS NULL
         ORDER BY lesson_id, created_at, id LIMIT $2 OFFSET $3) AS comment
       JOIN app_user AS creator ON creator.id = comment.created_by_id
       JOIN course_lesson AS lesson ON lesson.id = comment.lesson_id
       JOIN course_section AS section ON section.id = lesson.section_id
       JOIN course ON course.id = comment.course_id
       ORDER BY comment.lesson_id, comment.created_at, comment.id`,
      [courseId, slice.limit, slice.offset],
    );
  }
}
