import type { Tx } from '../database/database';

/** Something that happened to a course or event itself. What happens to memberships is told by `MembershipFlow`. */
export interface SubjectEvent {
  readonly type: `course.${string}` | `event.${string}`;
  readonly subjectId: number;
  readonly actorId: number;
  /** What in the course or event it is about: the id of a comment. */
  readonly objectId?: number;
}

/** Takes a Tx, so that an event is stored if and only if the change it speaks of is stored, as the last of its parts. */
export function tell(tx: Tx, { type, subjectId, actorId, objectId }: SubjectEvent): void {
  tx.last(
    `INSERT INTO outbox_event (type, subject_kind, subject_id, actor_id, object_id) VALUES ($1, $2, $3, $4, $5)`,
    [type, type.slice(0, type.indexOf('.')), subjectId, actorId, objectId ?? null],
  );
}
