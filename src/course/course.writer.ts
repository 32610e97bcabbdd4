import { Injectable } from '@nestjs/common';

import { assign, placesSql, setSql } from '../database/assign';
import { Database, type Tx } from '../database/database';
import { mapConstraint } from '../http/constraints';
import { invalidField } from '../http/domain-error';
import { MediaFiles } from '../media/media-files';
import { tell } from '../outbox/outbox';
import { type Access, signedIn } from '../policy/access';
import { reauthorize } from '../policy/authorize';
import { freeSlug, withFreeSlug } from '../slug';
import { type CourseAccess, CourseAccessLoader } from './course-access.loader';
import { orderSections } from './course-order';
import type { CoursePatchDto, CourseWriteDto } from './course-write.dto';

mapConstraint('course_name_once', {
  field: 'name',
  code: 'unique',
  message: 'A course with this name exists already.',
});
mapConstraint('course_slug_once', {
  field: 'slug',
  code: 'unique',
  message: 'A course with this slug exists already.',
});

/** The fields of a body that are columns of the same name. */
const COLUMNS = [
  'name',
  'slug',
  'description',
  'type',
  'privacy',
  'enforce_lessons_order',
  'new_comment_notification_enabled',
  'hide_member_count',
  'meta_title',
  'meta_description',
  'og_title',
  'og_description',
  'og_image',
] as const satisfies readonly (keyof CoursePatchDto)[];

/** A body, with the storage key of a picture that was uploaded with it. */
export interface CourseInput<Body extends CoursePatchDto = CoursePatchDto> {
  readonly body: Body;
  readonly image?: string;
}

/** Makes, changes and deletes courses. */
@Injectable()
export class CourseWriter {
  constructor(
    private readonly db: Database,
    private readonly loader: CourseAccessLoader,
    private readonly files: MediaFiles,
  ) {}

  /**
   * Makes a course of which the viewer is the creator, and returns its id.
   * A name that exists, or a slug that was asked for and exists, is 400 `unique`; an unknown category 400 on `categories`.
   */
  create(access: Access<null>, input: CourseInput<CourseWriteDto>): Promise<number> {
    const creatorId = signedIn(access);
    const insert = () => this.db.transaction((tx) => this.insert(tx, creatorId, input));
    return input.body.slug ? insert() : withFreeSlug('course', insert);
  }

  /**
   * Changes what the body names and leaves the rest as it is. A published course cannot become a draft again:
   * 400 `invalid_choice` on `privacy`.
   */
  async update(access: CourseAccess, { body, image }: CourseInput): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { subject } = await reauthorize(tx, this.loader, access, 'subject');
      if (body.privacy === '' && subject.privacy !== '') {
        throw invalidField('privacy', 'invalid_choice', 'A published course cannot become a draft again.');
      }
      const set = columnsOf({ body, image });
      if (image !== undefined) await this.replaceImage(tx, subject.id, image);
      if (set.columns.length > 0) {
        await tx.query(`UPDATE course SET ${setSql(set, 2)} WHERE id = $1`, [subject.id, ...set.values]);
      }
      await orderSections(tx, subject.id, body.sections_order);
      await this.file(tx, subject.id, body.categories);
      tell(tx, { type: 'course.updated', subjectId: subject.id, actorId: signedIn(access) });
    });
  }

  /** Deletes the course: from now on it exists for nobody. Memberships and content stay in the database. */
  async delete(access: CourseAccess): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { subject } = await reauthorize(tx, this.loader, access, 'subject');
      await tx.query(`UPDATE course SET deleted_at = now() WHERE id = $1`, [subject.id]);
      tell(tx, { type: 'course.deleted', subjectId: subject.id, actorId: signedIn(access) });
    });
  }

  private async insert(tx: Tx, creatorId: number, { body, image }: CourseInput<CourseWriteDto>): Promise<number> {
    const slug = body.slug ?? (await freeSlug(tx, 'course', body.name));
    const set = columnsOf({ body: { ...body, slug }, image });
    const [made] = await tx.query<{ id: number }>(
      `WITH made AS (
         INSERT INTO course (created_by_id, ${set.columns.join(', ')}) VALUES ($1, ${placesSql(set, 2)})
         RETURNING id, created_at)
       INSERT INTO course_membership (course_id, user_id, state, since) SELECT id, $1, 'creator', created_at FROM made
       RETURNING course_id AS id`,
      [creatorId, ...set.values],
    );
    const courseId = made!.id;
    if (image !== undefined) await this.files.keep(tx, image);
    await this.file(tx, courseId, body.categories);
    tell(tx, { type: 'course.created', subjectId: courseId, actorId: creatorId });
    return courseId;
  }

  private async replaceImage(tx: Tx, courseId: number, image: string): Promise<void> {
    const [course] = await tx.query<{ image: string | null }>(`SELECT image FROM course WHERE id = $1`, [courseId]);
    await this.files.keep(tx, image);
    await this.files.discard(tx, course!.image);
  }

  /** Files the course under these categories and no others; one that is unknown or not active is 400 on `categories`. */
  private async file(tx: Tx, courseId: number, categoryIds: readonly number[] | undefined): Promise<void> {
    if (!categoryIds) return;
    const [filed] = await tx.query<{ known: number }>(
      `WITH gone AS (DELETE FROM course_category WHERE course_id = $1 AND category_id <> ALL ($2::int[])),
       known AS (SELECT id FROM category WHERE id = ANY ($2::int[]) AND active),
       filed AS (INSERT INTO course_category (course_id, category_id) SELECT $1, id FROM known ON CONFLICT DO NOTHING)
       SELECT count(*)::int AS known FROM known`,
      [courseId, categoryIds],
    );
    if (filed!.known < categoryIds.length) {
      throw invalidField('categories', 'does_not_exist', 'Invalid category: object does not exist.');
    }
  }
}

/** What an input sets, by column. */
const columnsOf = ({ body, image }: CourseInput) => assign({ ...body, image }, [...COLUMNS, 'image']);
