import { Instant, Integer } from '../../http/answer';
import { MediaDto } from '../../media/media.dto';
import { UserMinimalDto } from '../../user/user.dto';

/** A reply, as it stands inside of its thread. */
export class CommentDto {
  @Integer()
  id: number;
  /** Sanitised; never null. */
  html: string;
  /** The comment that opens the thread; null for that comment itself. */
  @Integer({ nullable: true })
  parent: number | null;
  /** The reply of the same thread that this one answers. */
  @Integer({ nullable: true })
  in_reply_to: number | null;
  @Instant()
  created_at: string;
  created_by: UserMinimalDto;
  medias: MediaDto[];
}

/** A comment on a lesson. */
export class LessonCommentDto extends CommentDto {
  /** The latest reply to the thread that this comment opens. */
  latest_reply: CommentDto | null;
}

/** Of which course a comment speaks. */
export class CommentCourseDto {
  @Integer()
  id: number;
  slug: string;
}

/** Of which section or lesson a comment speaks. */
export class CommentPlaceDto {
  @Integer()
  id: number;
  name: string;
}

/** Of what a comment speaks. */
export class CommentExtrasDto {
  course: CommentCourseDto;
  section: CommentPlaceDto;
  lesson: CommentPlaceDto;
}

/** A thread of comments among all of a course. */
export class CourseCommentDto extends CommentDto {
  replies: CommentDto[];
  extras: CommentExtrasDto;
}
