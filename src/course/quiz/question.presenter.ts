import { instant } from '../../http/instant';
import { fileUrl } from '../../media/image-urls';
import { presentUserMinimal, type UserRow } from '../../user/user.presenter';
import type { Answer, GradedQuestion, Question } from './grading';
import { AnswerDto, AttemptDto, AttemptedQuestionDto, QuestionDto, QuizDashboardDto } from './question.dto';

/** For whom quizzes are shown: only those who run the course see which answers are right. */
export interface QuizReader {
  readonly origin: string;
  readonly seesCorrect: boolean;
}

/** An attempt as its presenter reads it. */
export interface AttemptRow {
  readonly id: number;
  readonly created_at: string;
  readonly lesson_id: number;
  readonly user: UserRow;
  readonly number: number;
  readonly grade: number;
  readonly passing_grade: number;
  readonly correct_responses: number;
  readonly result: 'completed' | 'failed';
  readonly questions: readonly GradedQuestion[];
}

/** An attempt in the dashboard of a course. */
export type AttemptSummaryRow = Pick<AttemptRow, 'id' | 'lesson_id' | 'user' | 'grade' | 'result'> & {
  readonly created_at: Date;
  readonly course_id: number;
  readonly section_id: number;
  readonly name: string;
};

/** The name under which the larger size of an uploaded picture is stored. */
const PICTURE = 'image.webp';

const isAddress = (image: string): boolean => /^https?:/i.test(image);

/** The picture of a question is an address elsewhere or the folder of an uploaded one. */
const pictureUrl = (image: string | null, origin: string): string | null =>
  image === null || isAddress(image) ? image : fileUrl(origin, image, PICTURE);

/** The folder of an uploaded picture in an address that `pictureUrl` made, for clients that send back what they read. */
export const folderOf = (address: string): string | undefined =>
  /\/media\/(media\/[0-9a-f-]{36})\/image\.webp$/.exec(address)?.[1];

const presentAnswer = ({ id, text, correct }: Answer, seesCorrect: boolean): AnswerDto => ({
  id,
  text,
  ...(seesCorrect && { correct }),
});

/** A question as somebody sees it before answering it. */
export function presentQuestion({ id, type, text, image, answers }: Question, reader: QuizReader): QuestionDto {
  return {
    id,
    type,
    image: pictureUrl(image, reader.origin),
    text,
    answers: answers.map((answer) => presentAnswer(answer, reader.seesCorrect)),
  };
}

/** An attempt with the questions as they were when it was made. */
export function presentAttempt(attempt: AttemptRow, reader: QuizReader): AttemptDto {
  return {
    id: attempt.id,
    created_at: instant(attempt.created_at),
    lesson_id: attempt.lesson_id,
    user: presentUserMinimal(attempt.user),
    quiz_attempt: {
      grade: attempt.grade,
      result: attempt.result,
      questions: attempt.questions.map((question) => presentAttempted(question, reader)),
      num_attempts: attempt.number,
      passing_grade: attempt.passing_grade,
      correct_responses: attempt.correct_responses,
    },
  };
}

function presentAttempted(question: GradedQuestion, reader: QuizReader): AttemptedQuestionDto {
  const answers = question.answers.map((answer) => ({
    ...presentAnswer(answer, reader.seesCorrect),
    selected: answer.selected,
  }));
  return { ...presentQuestion(question, reader), answers, correct: question.correct };
}

/** An attempt in the dashboard of a course. */
export function presentAttemptSummary({ user, created_at, ...row }: AttemptSummaryRow): QuizDashboardDto {
  return {
    id: row.id,
    course_id: row.course_id,
    section_id: row.section_id,
    lesson_id: row.lesson_id,
    name: row.name,
    created_at: instant(created_at),
    grade: row.grade,
    result: row.result,
    user: presentUserMinimal(user),
  };
}
