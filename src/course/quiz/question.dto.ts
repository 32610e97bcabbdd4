import { Instant, Integer, OneOf, Uri } from '../../http/answer';
import { UserMinimalDto } from '../../user/user.dto';
import { QUESTION_TYPES } from './grading';

/** An option of a question. */
export class AnswerDto {
  @Integer()
  id: number;
  text: string;
  /** Whether it is right; for creator and managers only. */
  correct?: boolean;
}

/** A question of a quiz. */
export class QuestionDto {
  @Integer()
  id: number;
  @OneOf(QUESTION_TYPES)
  type: string;
  @Uri({ nullable: true })
  image: string | null;
  text: string;
  answers: AnswerDto[];
}

/** An option as it stood at the time of an attempt. */
export class AttemptedAnswerDto extends AnswerDto {
  selected: boolean;
}

/** A question as it stood at the time of an attempt. */
export class AttemptedQuestionDto {
  @Integer()
  id: number;
  @OneOf(QUESTION_TYPES)
  type: string;
  @Uri({ nullable: true })
  image: string | null;
  text: string;
  answers: AttemptedAnswerDto[];
  /** Whether exactly the right options were selected. */
  correct: boolean;
}

/** How an attempt went. */
export class QuizAttemptDto {
  /** Percent of the questions that were answered right. */
  @Integer()
  grade: number;
  @OneOf(['completed', 'failed'])
  result: string;
  questions: AttemptedQuestionDto[];
  /** Attempts of this user so far, this one included. */
  @Integer()
  num_attempts: number;
  @Integer()
  passing_grade: number;
  @Integer()
  correct_responses: number;
}

/** An attempt at a quiz. */
export class AttemptDto {
  @Integer()
  id: number;
  @Instant()
  created_at: string;
  @Integer()
  lesson_id: number;
  user: UserMinimalDto;
  quiz_attempt: QuizAttemptDto;
}

/** An attempt in the dashboard of a course. */
export class QuizDashboardDto {
  @Integer()
  id: number;
  @Integer()
  course_id: number;
  @Integer()
  section_id: number;
  @Integer()
  lesson_id: number;
  /** Name of the quiz. */
  name: string;
  @Instant()
  created_at: string;
  @Integer()
  grade: number;
  @OneOf(['completed', 'failed'])
  result: string;
  user: UserMinimalDto;
}
