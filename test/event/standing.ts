import type { Subject, World } from '../harness/world';

/** How one can stand towards an event, in the words of the wire; `null` is the absence of any relation. */
export const STATUSES = ['null', 'invited', 'requested', 'subscribed', 'going', 'not_going'] as const;
export type Status = (typeof STATUSES)[number];

const STATES = {
  null: 'none',
  invited: 'invited',
  requested: 'requested',
  subscribed: 'member',
  going: 'member',
  not_going: 'member',
} as const;

/** Puts somebody into a status, whatever he was before. */
export async function standAs(world: World, event: Subject, userId: number, status: Status): Promise<void> {
  await world.stand('event', event.id, userId, STATES[status]);
  if (status !== 'going' && status !== 'not_going') return;
  await world.db.query(`UPDATE event_membership SET attendance = $3 WHERE event_id = $1 AND user_id = $2`, [
    event.id,
    userId,
    status,
  ]);
}

/** The status of somebody, as he reads it himself; whom the event is hidden from has none. */
export async function statusOf(world: World, event: Subject, userId: number): Promise<string> {
  const { status, body } = await world.client(userId).get(`/api/v2/event/${event.id}/status/`);
  return status === 404 ? 'null' : String(body.status);
}
