import { Injectable } from '@nestjs/common';

import { Clock } from '../../clock';
import { Database, type Tx } from '../../database/database';
import { invalid, notFound } from '../../http/domain-error';
import { signedIn } from '../../policy/access';
import { reauthorize } from '../../policy/authorize';
import { type LessonAccess, type LessonSubject, QuizAccessLoader } from '../lesson/lesson-access.loader';
import { type Grading, grade, type QuizResponse, validateResponses } from './grading';
import type { AttemptWriteDto } from './question-write.dto';
import type { AttemptRow } from './question.presenter';
import { QuizRepository } from './quiz.repository';

/** Takes and grades attempts at quizzes. */
@Injectable()
export class AttemptService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly loader: QuizAccessLoader,
    private readonly quizzes: QuizRepository,
  ) {}

  /**
   * Grades an attempt and keeps it with the questions as they are now. One that passes completes the quiz for good.
   * Responses that do not answer every question exactly once are 400 on `responses`.
   */
  make(access: LessonAccess, body: AttemptWriteDto): Promise<AttemptRow> {
    const responses = body.responses.map(responseOf);
    return this.db.transaction(async (tx) => {
      // The viewer's membership is locked: his attempts are numbered one after the other.
      const { subject } = await reauthorize(tx, this.loader, access, 'self');
      const questions = await this.quizzes.questions(subject.id, tx);
      const [first, ...more] = validateResponses(questions, responses);
      if (first) throw invalid(first, ...more);
      const attemptId = await this.record(
        tx,
        signedIn(access),
        subject,
        grade(questions, responses, subject.passingGrade),
      );
      return this.stored(attemptId, tx);
    });
  }

  /** One attempt. */
  read({ subject }: LessonAccess): Promise<AttemptRow> {
    return this.stored(subject.itemId);
  }

  private async stored(attemptId: number, tx?: Tx): Promise<AttemptRow> {
    const attempt = await this.quizzes.attempt(attemptId, tx);
    if (!attempt) throw notFound();
    return attempt;
  }

  private async record(tx: Tx, userId: number, { id, courseId, passingGrade }: LessonSubject, graded: Grading) {
    const now = this.clock.now();
    const [made] = await tx.query<{ id: number }>(
      `INSERT INTO quiz_attempt (lesson_id, course_id, user_id, created_at, grade, passing_grade, correct_responses,
         result, questions, number)
       SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, coalesce(max(number), 0) + 1
       FROM quiz_attempt WHERE user_id = $3 AND lesson_id = $1 RETURNING id`,
      [
        id,
        courseId,
        userId,
        now,
        graded.grade,
        passingGrade,
        graded.correctResponses,
        graded.result,
        JSON.stringify(graded.questions),
      ],
    );
    if (graded.result === 'completed') {
      await tx.query(
        `INSERT INTO lesson_completion (course_id, user_id, lesson_id, completed_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING`,
        [courseId, userId, id, now],
      );
    }
    return made!.id;
  }
}

const responseOf = ({ question_id, selected_options }: AttemptWriteDto['responses'][number]): QuizResponse => ({
  questionId: question_id,
  selectedOptions: selected_options,
});
