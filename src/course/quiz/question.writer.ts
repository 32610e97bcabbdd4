import { Injectable } from '@nestjs/common';

import { assign, setSql } from '../../database/assign';
import { Database, type Tx } from '../../database/database';
import { invalidField, notFound } from '../../http/domain-error';
import { UploadedFile } from '../../http/uploaded-file';
import { MediaFiles } from '../../media/media-files';
import { reauthorize } from '../../policy/authorize';
import { type LessonAccess, QuestionAccessLoader, QuizAccessLoader } from '../lesson/lesson-access.loader';
import type { Answer, Question } from './grading';
import { folderOf } from './question.presenter';
import type { AnswerWriteDto, QuestionPatchDto, QuestionWriteDto } from './question-write.dto';
import { QuizRepository } from './quiz.repository';

/** The picture of a question on its way into the database: `folder` when it was uploaded with the body. */
interface Picture {
  readonly image?: string | null;
  readonly folder?: string;
}

/** Makes, changes and deletes the questions of quizzes. Attempts that were made keep the questions as they were. */
@Injectable()
export class QuestionWriter {
  constructor(
    private readonly db: Database,
    private readonly quizzes: QuizAccessLoader,
    private readonly loader: QuestionAccessLoader,
    private readonly repository: QuizRepository,
    private readonly files: MediaFiles,
  ) {}

  /** Makes a question behind the others and returns its id. Answers that do not fit the type are 400 on `answers`. */
  async create(access: LessonAccess, body: QuestionWriteDto): Promise<number> {
    const picture = await this.pictureOf(body);
    return this.db.transaction(async (tx) => {
      const { subject } = await reauthorize(tx, this.quizzes, access, 'subject');
      checkAnswers(body.type, body.answers, []);
      const [made] = await tx.query<{ id: number }>(
        `INSERT INTO quiz_question (lesson_id, type, text, image, position)
         SELECT $1, $2, $3, $4, coalesce(max(position), 0) + 1 FROM quiz_question WHERE lesson_id = $1 RETURNING id`,
        [subject.id, body.type, body.text, picture.image ?? null],
      );
      await this.keep(tx, subject.id, picture);
      await saveAnswers(tx, made!.id, body.answers);
      return made!.id;
    });
  }

  /**
   * Changes what the body names. Answers with an id are changed, those without are added, those left out are deleted;
   * an id of another question, or answers that do not fit the type, are 400 on `answers`.
   */
  async update(access: LessonAccess, body: QuestionPatchDto): Promise<void> {
    const picture = await this.pictureOf(body);
    await this.db.transaction(async (tx) => {
      const { subject } = await reauthorize(tx, this.loader, access, 'subject');
      const question = await this.locked(tx, subject.itemId);
      checkAnswers(body.type ?? question.type, body.answers ?? question.answers, question.answers);
      const set = assign({ ...body, image: picture.image }, ['type', 'text', 'image']);
      if (set.columns.length > 0) {
        await tx.query(`UPDATE quiz_question SET ${setSql(set, 2)} WHERE id = $1`, [question.id, ...set.values]);
      }
      await this.keep(tx, subject.id, picture);
      if (body.answers) await saveAnswers(tx, question.id, body.answers);
    });
  }

  /** Deletes a question. */
  async delete(access: LessonAccess): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { subject } = await reauthorize(tx, this.loader, access, 'subject');
      await tx.query(`DELETE FROM quiz_question WHERE id = $1`, [subject.itemId]);
    });
  }

  private async locked(tx: Tx, questionId: number): Promise<Question> {
    const question = await this.repository.question(questionId, tx);
    if (!question) throw notFound();
    return question;
  }

  /** Stores an uploaded picture. Throws 400 `invalid_image` on `image`. */
  private async pictureOf({ image }: QuestionPatchDto): Promise<Picture> {
    if (typeof image === 'string') return { image: folderOf(image) ?? image };
    if (!(image instanceof UploadedFile)) return { image };
    const folder = await this.files.saveImages('media', image.data, 'image');
    return { image: folder, folder };
  }

  private async keep(tx: Tx, lessonId: number, { image, folder }: Picture): Promise<void> {
    if (folder !== undefined) {
      await this.files.keep(tx, folder);
      await tx.query(`INSERT INTO quiz_picture (folder, lesson_id) VALUES ($1, $2)`, [folder, lessonId]);
    }
    if (image) await refuseForeignPicture(tx, lessonId, image);
  }
}

/** A client may send back the address of a picture that it read, but only in the quiz to which the picture belongs. */
async function refuseForeignPicture(tx: Tx, lessonId: number, image: string): Promise<void> {
  if (/^https?:/i.test(image)) return;
  const own = await tx.query(`SELECT FROM quiz_picture WHERE folder = $1 AND lesson_id = $2`, [image, lessonId]);
  if (own.length === 0) throw invalidField('image', 'does_not_exist', 'This picture does not belong to the quiz.');
}

type Draft = Pick<AnswerWriteDto, 'id' | 'correct'>;

/** A single choice has exactly one right answer, a multiple choice at least one; ids name answers of the question. */
function checkAnswers(type: Question['type'], answers: readonly Draft[], existing: readonly Answer[]): void {
  const right = answers.filter(({ correct }) => correct).length;
  if (type === 'single_choice' && right !== 1) throw wrongAnswers('invalid', 'Mark exactly one answer as correct.');
  if (right === 0) throw wrongAnswers('invalid', 'Mark at least one answer as correct.');
  const ids = answers.flatMap(({ id }) => id ?? []);
  if (new Set(ids).size < ids.length) throw wrongAnswers('invalid', 'An answer is named more than once.');
  if (ids.some((id) => existing.every((answer) => answer.id !== id))) {
    throw wrongAnswers('does_not_exist', 'Invalid answer: object does not exist.');
  }
}

const wrongAnswers = (code: 'invalid' | 'does_not_exist', message: string) => invalidField('answers', code, message);

/** Makes these the answers of a question, in this order. */
async function saveAnswers(tx: Tx, questionId: number, answers: readonly AnswerWriteDto[]): Promise<void> {
  await tx.query(
    `WITH wanted AS MATERIALIZED (
       SELECT * FROM unnest($2::int[], $3::text[], $4::boolean[]) WITH ORDINALITY AS each (id, text, correct, position)),
     gone AS (
       DELETE FROM quiz_answer WHERE question_id = $1 AND id NOT IN (SELECT id FROM wanted WHERE id IS NOT NULL)),
     changed AS (
       UPDATE quiz_answer AS answer SET text = wanted.text, correct = wanted.correct, position = wanted.position
       FROM wanted WHERE answer.id = wanted.id AND answer.question_id = $1)
     INSERT INTO quiz_answer (question_id, text, correct, position)
     SELECT $1, text, correct, position FROM wanted WHERE id IS NULL ORDER BY position`,
    [
      questionId,
      answers.map(({ id }) => id ?? null),
      answers.map(({ text }) => text),
      answers.map(({ correct }) => correct ?? false),
    ],
  );
}
