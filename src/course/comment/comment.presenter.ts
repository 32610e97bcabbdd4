import { instant } from '../../http/instant';
import { presentMedia, type MediaRow } from '../../media/media.presenter';
import { presentUserMinimal, type UserRow } from '../../user/user.presenter';
import { CommentDto, CourseCommentDto, LessonCommentDto } from './comment.dto';

/** A comment as its presenter reads it. */
export interface CommentRow {
  readonly id: number;
  readonly html: string;
  readonly parent: number | null;
  readonly in_reply_to: number | null;
  readonly created_at: string;
  readonly creator: UserRow;
  readonly medias: readonly MediaRow[];
}

/** A comment with the latest reply to it. */
export interface LessonCommentRow {
  readonly comment: CommentRow;
  readonly latest_reply: CommentRow | null;
}

/** A thread with the place of which it speaks. */
export interface CourseCommentRow {
  readonly comment: CommentRow;
  readonly replies: readonly CommentRow[];
  readonly course_id: number;
  readonly course_slug: string;
  readonly section_id: number;
  readonly section_name: string;
  readonly lesson_id: number;
  readonly lesson_name: string;
}

/** A comment by itself. */
export function presentComment(row: CommentRow, origin: string): CommentDto {
  return {
    id: row.id,
    html: row.html,
    parent: row.parent,
    in_reply_to: row.in_reply_to,
    created_at: instant(row.created_at),
    created_by: presentUserMinimal(row.creator),
    medias: row.medias.map((media, place) => presentMedia(media, origin, place)),
  };
}

/** A comment where a lesson is read. */
export function presentLessonComment({ comment, latest_reply }: LessonCommentRow, origin: string): LessonCommentDto {
  return {
    ...presentComment(comment, origin),
    latest_reply: latest_reply && presentComment(latest_reply, origin),
  };
}

/** A thread where all comments of a course are read. */
export function presentCourseComment(row: CourseCommentRow, origin: string): CourseCommentDto {
  return {
    ...presentComment(row.comment, origin),
    replies: row.replies.map((reply) => presentComment(reply, origin)),
    extras: {
      course: { id: row.course_id, slug: row.course_slug },
      section: { id: row.section_id, name: row.section_name },
      lesson: { id: row.lesson_id, name: row.lesson_name },
    },
  };
}
