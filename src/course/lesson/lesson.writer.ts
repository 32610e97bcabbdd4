import { Injectable } from '@nestjs/common';

import { assign, placesSql, setSql } from '../../database/assign';
import { Database } from '../../database/database';
import { invalidField } from '../../http/domain-error';
import { signedIn } from '../../policy/access';
import { reauthorize } from '../../policy/authorize';
import { Attachments, LESSON_MEDIA } from '../attachments';
import { orderQuestions } from '../course-order';
import { sanitizeHtml } from '../sanitize-html';
import { type SectionAccess, SectionAccessLoader } from '../section/section-access.loader';
import { type LessonAccess, LessonAccessLoader } from './lesson-access.loader';
import type { LessonPatchDto, LessonWriteDto } from './lesson-write.dto';

const COLUMNS = ['name', 'status', 'comments_enabled', 'html', 'passing_grade'] as const;

/** What a body sets, by column; the text of a body becomes the HTML of the lesson. */
const columnsOf = ({ text, ...body }: LessonPatchDto) =>
  assign({ ...body, html: text === undefined ? undefined : sanitizeHtml(text) }, COLUMNS);

/** Makes, changes and deletes lessons. Whoever edits a course holds it until he is done, so edits go one by one. */
@Injectable()
export class LessonWriter {
  constructor(
    private readonly db: Database,
    private readonly sections: SectionAccessLoader,
    private readonly lessons: LessonAccessLoader,
    private readonly attachments: Attachments,
  ) {}

  /** Makes a lesson or quiz behind the others of the section and returns its id. */
  create(access: SectionAccess, body: LessonWriteDto): Promise<number> {
    const userId = signedIn(access);
    return this.db.transaction(async (tx) => {
      const { subject } = await reauthorize(tx, this.sections, access, 'subject');
      const set = columnsOf(body);
      const [made] = await tx.query<{ id: number }>(
        `INSERT INTO course_lesson (section_id, course_id, created_by_id, type, position, ${set.columns.join(', ')})
         SELECT $1, $2, $3, $4, coalesce(max(position), 0) + 1, ${placesSql(set, 5)}
         FROM course_lesson WHERE section_id = $1 RETURNING id`,
        [subject.id, subject.courseId, userId, body.type, ...set.values],
      );
      await this.attachments.replace(tx, LESSON_MEDIA, made!.id, { userId, mediaIds: body.medias });
      await orderQuestions(tx, made!.id, body.questions_order);
      return made!.id;
    });
  }

  /** Changes what the body names. Another type than the lesson has is 400 on `type`. */
  async update(access: LessonAccess, body: LessonPatchDto): Promise<void> {
    const userId = signedIn(access);
    await this.db.transaction(async (tx) => {
      const { subject } = await reauthorize(tx, this.lessons, access, 'subject');
      if (body.type !== undefined && body.type !== subject.type) {
        throw invalidField('type', 'invalid', 'The type of a lesson cannot be changed.');
      }
      const set = columnsOf(body);
      if (set.columns.length > 0) {
        await tx.query(`UPDATE course_lesson SET ${setSql(set, 2)} WHERE id = $1`, [subject.id, ...set.values]);
      }
      await this.attachments.replace(tx, LESSON_MEDIA, subject.id, { userId, mediaIds: body.medias });
      await orderQuestions(tx, subject.id, body.questions_order);
    });
  }

  /** Deletes the lesson with its completions, questions, attempts and comments. */
  async delete(access: LessonAccess): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { subject } = await reauthorize(tx, this.lessons, access, 'subject');
      await tx.query(`DELETE FROM course_lesson WHERE id = $1`, [subject.id]);
    });
  }
}
