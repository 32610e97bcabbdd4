import { Injectable } from '@nestjs/common';

import { Clock } from '../../clock';
import { Database, type Tx } from '../../database/database';
import { mapConstraint } from '../../http/constraints';
import { invalidField, notFound } from '../../http/domain-error';
import { tell } from '../../outbox/outbox';
import { signedIn } from '../../policy/access';
import { reauthorize } from '../../policy/authorize';
import { Attachments, COMMENT_MEDIA } from '../attachments';
import { CommentAccessLoader, type LessonAccess, LessonAccessLoader } from '../lesson/lesson-access.loader';
import { sanitizeHtml } from '../sanitize-html';
import type { CommentWriteDto } from './comment-write.dto';

const noSuch = (field: 'parent' | 'in_reply_to') =>
  ({ field, code: 'does_not_exist', message: 'Invalid comment: object does not exist.' }) as const;

// The comment that is answered may be deleted in the very moment in which it is answered.
mapConstraint('lesson_comment_parent_fk', noSuch('parent'));
mapConstraint('lesson_comment_in_reply_to_fk', noSuch('in_reply_to'));

interface Stored {
  readonly parent: number | null;
  readonly in_reply_to: number | null;
  readonly html: string;
  readonly attachments: number;
}

/** Writes, changes and deletes comments. */
@Injectable()
export class CommentWriter {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly lessons: LessonAccessLoader,
    private readonly comments: CommentAccessLoader,
    private readonly attachments: Attachments,
  ) {}

  /**
   * Writes a comment, or a reply when `parent` opens a thread on this lesson, and returns its id. Replies of replies do
   * not exist: who answers a reply names it in `in_reply_to`, and it must be of the same thread. Else 400 on the field.
   */
  create(access: LessonAccess, body: CommentWriteDto): Promise<number> {
    const userId = signedIn(access);
    const html = sanitizeHtml(body.text ?? '');
    refuseEmpty(html, body.medias?.length ?? 0);
    return this.db.transaction(async (tx) => {
      const { subject } = await reauthorize(tx, this.lessons, access, 'actor');
      await checkThread(tx, subject.id, body);
      const [made] = await tx.query<{ id: number }>(
        `INSERT INTO lesson_comment (lesson_id, course_id, created_by_id, parent_id, in_reply_to_id, html, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
        [subject.id, subject.courseId, userId, body.parent ?? null, body.in_reply_to ?? null, html, this.clock.now()],
      );
      const objectId = made!.id;
      await this.attachments.replace(tx, COMMENT_MEDIA, objectId, { userId, mediaIds: body.medias });
      if (subject.commentsNotified) {
        tell(tx, { type: 'course.commented', subjectId: subject.courseId, actorId: userId, objectId });
      }
      return objectId;
    });
  }

  /** Changes text and media. The place in the thread cannot change: another `parent` or `in_reply_to` is 400. */
  async update(access: LessonAccess, body: CommentWriteDto): Promise<void> {
    const userId = signedIn(access);
    await this.db.transaction(async (tx) => {
      const { subject } = await reauthorize(tx, this.comments, access, 'actor');
      const stored = await locked(tx, subject.itemId);
      refuseMove(stored, body);
      const html = body.text === undefined ? stored.html : sanitizeHtml(body.text);
      refuseEmpty(html, body.medias?.length ?? stored.attachments);
      await tx.query(`UPDATE lesson_comment SET html = $2 WHERE id = $1`, [subject.itemId, html]);
      await this.attachments.replace(tx, COMMENT_MEDIA, subject.itemId, { userId, mediaIds: body.medias });
    });
  }

  /** Deletes a comment, and with one that opens a thread the whole thread. */
  async delete(access: LessonAccess): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { subject } = await reauthorize(tx, this.comments, access, 'actor');
      await tx.query(`DELETE FROM lesson_comment WHERE id = $1`, [subject.itemId]);
    });
  }
}

function refuseEmpty(html: string, attachments: number): void {
  if (html === '' && attachments === 0) throw invalidField('text', 'blank', 'Write something or attach a media.');
}

async function checkThread(tx: Tx, lessonId: number, { parent, in_reply_to: answered }: CommentWriteDto) {
  if (parent == null && answered != null) {
    throw invalidField('in_reply_to', 'invalid', 'Only a reply of a thread can be answered: name its parent.');
  }
  if (parent == null) return;
  const rows = await tx.query<{ id: number; parent_id: number | null }>(
    `SELECT id, parent_id FROM lesson_comment WHERE lesson_id = $1 AND id IN ($2, $3)`,
    [lessonId, parent, answered ?? null],
  );
  const thread = rows.find(({ id }) => id === parent);
  if (!thread) throw invalidField('parent', 'does_not_exist', noSuch('parent').message);
  if (thread.parent_id !== null) throw invalidField('parent', 'invalid', 'A reply cannot be the parent of a reply.');
  if (answered == null) return;
  if (rows.find(({ id }) => id === answered)?.parent_id !== parent) {
    throw invalidField('in_reply_to', 'invalid', 'The comment that is answered must have the same parent.');
  }
}

async function locked(tx: Tx, commentId: number): Promise<Stored> {
  const [stored] = await tx.query<Stored>(
    `SELECT parent_id AS parent, in_reply_to_id AS in_reply_to, html,
       (SELECT count(*)::int FROM lesson_comment_media WHERE comment_id = $1) AS attachments
     FROM lesson_comment WHERE id = $1 FOR UPDATE`,
    [commentId],
  );
  if (!stored) throw notFound();
  return stored;
}

function refuseMove(stored: Stored, body: CommentWriteDto): void {
  for (const field of ['parent', 'in_reply_to'] as const) {
    if (body[field] !== undefined && body[field] !== stored[field]) {
      throw invalidField(field, 'invalid', 'A comment cannot be moved.');
    }
  }
}
