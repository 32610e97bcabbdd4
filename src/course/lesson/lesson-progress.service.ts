import { Inject, Injectable } from '@nestjs/common';

import { Clock } from '../../clock';
import type { Config } from '../../config/config';
import { CONFIG } from '../../config/config.module';
import { Database } from '../../database/database';
import { invalid } from '../../http/domain-error';
import { signedIn } from '../../policy/access';
import type { LessonAccess, LessonSubject } from './lesson-access.loader';

/**
 * The lesson `$1` and the viewer's place, `$2`, in its course, both held until the statement is done: whoever leaves or
 * is removed meanwhile comes after it, and so does whoever hides or deletes the lesson. Always the lesson first.
 */
const HELD = `
  lesson AS MATERIALIZED (SELECT id, course_id FROM course_lesson WHERE id = $1 FOR SHARE),
  member AS MATERIALIZED (
    SELECT lesson.id AS lesson_id, membership.course_id, membership.user_id
    FROM lesson JOIN course_membership AS membership ON membership.course_id = lesson.course_id
    WHERE membership.user_id = $2 AND membership.state IN ('member', 'manager', 'creator')
    FOR NO KEY UPDATE OF membership)`;

/** Marks lessons as completed and as not completed. Repeating either changes nothing. */
@Injectable()
export class LessonProgress {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'allowManualQuizCompletion'>,
  ) {}

  /** Completes the lesson for the viewer. A quiz is completed by an attempt only: 400. */
  async complete(access: LessonAccess): Promise<void> {
    this.refuseQuiz(access.subject);
    await this.db.query(
      `WITH ${HELD}
       INSERT INTO lesson_completion (course_id, user_id, lesson_id, completed_at)
       SELECT course_id, user_id, lesson_id, $3 FROM member ON CONFLICT DO NOTHING`,
      [access.subject.id, signedIn(access), this.clock.now()],
    );
  }

  /** Takes the completion back. */
  async undo(access: LessonAccess): Promise<void> {
    this.refuseQuiz(access.subject);
    await this.db.query(
      `WITH ${HELD}
       DELETE FROM lesson_completion AS done USING member
       WHERE done.course_id = member.course_id AND done.user_id = member.user_id AND done.lesson_id = member.lesson_id`,
      [access.subject.id, signedIn(access)],
    );
  }

  private refuseQuiz({ type }: LessonSubject): void {
    if (type === 'quiz' && !this.config.allowManualQuizCompletion) {
      throw invalid({ code: 'invalid', message: 'A quiz is completed by passing it.' });
    }
  }
}
