import { Instant, Integer, OneOf } from '../../http/answer';
import { MediaDto } from '../../media/media.dto';
import { UserMinimalDto } from '../../user/user.dto';
import { AttemptDto, QuestionDto } from '../quiz/question.dto';
import { COMPLETION_STATUSES } from './completion-status';
import { LESSON_STATUSES, LESSON_TYPES } from './lesson.entity';

/** A lesson or a quiz. */
export class LessonDto {
  @Integer()
  id: number;
  name: string;
  @OneOf(LESSON_TYPES)
  type: string;
  @OneOf(LESSON_STATUSES)
  status: string;
  comments_enabled: boolean;
  /** How far the viewer has come; a quiz has failed while all of his attempts did. */
  @OneOf(COMPLETION_STATUSES)
  completion_status: string;
  @Integer()
  course_id: number;
  @Integer()
  section_id: number;
  /** Sanitised; never null. */
  html: string;
  @Instant()
  created_at: string;
  created_by: UserMinimalDto;
  medias: MediaDto[];
  /** Percent of right answers from which on an attempt passes. */
  @Integer()
  passing_grade: number;
  /** Empty unless the lesson is a quiz. */
  questions: QuestionDto[];
  /** The viewer's last attempt. */
  last_attempt: AttemptDto | null;
}
