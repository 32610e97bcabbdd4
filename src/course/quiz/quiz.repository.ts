import { Injectable } from '@nestjs/common';

import { Database, type Found, type Sql } from '../../database/database';
import { likeContains } from '../../database/like';
import type { Slice } from '../../http/page';
import type { MembershipState } from '../../membership/membership.machine';
import { userJsonSql } from '../../user/user.presenter';
import type { Question } from './grading';
import type { AttemptRow, AttemptSummaryRow } from './question.presenter';

const questionJsonSql = `json_build_object(
  'id', question.id, 'type', question.type, 'text', question.text, 'image', question.image, 'answers', coalesce((
    SELECT json_agg(json_build_object('id', answer.id, 'text', answer.text, 'correct', answer.correct)
      ORDER BY answer.position, answer.id)
    FROM quiz_answer AS answer WHERE answer.question_id = question.id), '[]'))`;

/** SQL of the questions of the quiz `lesson`, an id, as a JSON list of `Question` in order. */
export const questionsSql = (lesson: string): string => `coalesce((
  SELECT json_agg(${questionJsonSql} ORDER BY question.position, question.id)
  FROM quiz_question AS question WHERE question.lesson_id = ${lesson}), '[]')`;

/** SQL of an `AttemptRow` as one JSON value, from rows of `attempt` and `attempter`. */
const attemptJsonSql = `json_build_object(
  'id', attempt.id, 'created_at', attempt.created_at, 'lesson_id', attempt.lesson_id, 'number', attempt.number,
  'user', ${userJsonSql('attempter')}, 'grade', attempt.grade, 'passing_grade', attempt.passing_grade,
  'correct_responses', attempt.correct_responses, 'result', attempt.result, 'questions', attempt.questions)`;

/** SQL of the last attempt of a person at a quiz, or null. Both arguments are expressions. */
export const lastAttemptSql = (lesson: string, user: string): string => `(
  SELECT ${attemptJsonSql} FROM quiz_attempt AS attempt JOIN app_user AS attempter ON attempter.id = attempt.user_id
  WHERE attempt.user_id = ${user} AND attempt.lesson_id = ${lesson} ORDER BY attempt.number DESC LIMIT 1)`;

/** What narrows the dashboard of quizzes. */
export interface AttemptFilter {
  readonly states: readonly MembershipState[];
  readonly search?: string;
}

/** Reads questions and attempts. */
@Injectable()
export class QuizRepository {
  constructor(private readonly db: Database) {}

  /** The questions of a quiz in their order. */
  async questions(lessonId: number, sql: Sql = this.db): Promise<readonly Question[]> {
    const [row] = await sql.query<{ questions: readonly Question[] }>(`SELECT ${questionsSql('$1')} AS questions`, [
      lessonId,
    ]);
    return row!.questions;
  }

  /** One question, or null when it is gone. */
  async question(questionId: number, sql: Sql = this.db): Promise<Question | null> {
    const [row] = await sql.query<{ question: Question }>(
      `SELECT ${questionJsonSql} AS question FROM quiz_question AS question WHERE question.id = $1`,
      [questionId],
    );
    return row?.question ?? null;
  }

  /** One attempt, or null when it is gone. */
  async attempt(attemptId: number, sql: Sql = this.db): Promise<AttemptRow | null> {
    const [row] = await sql.query<{ attempt: AttemptRow }>(
      `SELECT ${attemptJsonSql} AS attempt
       FROM quiz_attempt AS attempt JOIN app_user AS attempter ON attempter.id = attempt.user_id WHERE attempt.id = $1`,
      [attemptId],
    );
    return row?.attempt ?? null;
  }

  /**
   * A page of the attempts of people in `states`, the latest first, and how many there are. `search` is looked for in
   * the names of people and of quizzes.
   */
  attempts(courseId: number, { states, search }: AttemptFilter, slice: Slice): Promise<Found<AttemptSummaryRow>> {
    const values: unknown[] = [courseId, states, slice.limit, slice.offset];
    if (search) values.push(likeContains(search));
    const found = `FROM quiz_attempt AS attempt
      JOIN course_membership AS member ON member.course_id = attempt.course_id AND member.user_id = attempt.user_id
      JOIN course_lesson AS lesson ON lesson.id = attempt.lesson_id
      JOIN app_user AS attempter ON attempter.id = attempt.user_id
      WHERE attempt.course_id = $1 AND member.state = ANY ($2::membership_state[]) ${search ? NAMED : ''}`;
    return this.db.page<AttemptSummaryRow>(
      `SELECT count(*) ${found}`,
      `SELECT attempt.id, attempt.course_id, lesson.section_id, attempt.lesson_id, lesson.name, attempt.created_at,
         attempt.grade, attempt.result, ${userJsonSql('attempter')} AS "user"
       ${found} ORDER BY attempt.created_at DESC, attempt.id DESC LIMIT $3 OFFSET $4`,
      values,
    );
  }
}

const NAMED = `AND (attempter.username ILIKE $5 OR attempter.real_name ILIKE $5 OR lesson.name ILIKE $5)`;
