import { Injectable } from '@nestjs/common';

import { Database, type Tx } from '../database/database';
import { mapConstraint } from '../http/constraints';
import { MediaFiles } from '../media/media-files';
import { unknownUsers } from '../membership/membership.flow';
import { tell } from '../outbox/outbox';
import { type Access, signedIn } from '../policy/access';
import { reauthorize } from '../policy/authorize';
import { freeSlug, withFreeSlug } from '../slug';
import { type EventAccess, EventAccessLoader } from './event-access.loader';
import { EventMembershipService } from './event-membership.service';
import type { EventCreateDto, EventPatchDto } from './event-write.dto';

mapConstraint('event_name_once', {
  field: 'name',
  code: 'unique',
  message: 'An event with this name exists already.',
});
mapConstraint('event_dates_check', {
  field: 'end_date',
  code: 'invalid',
  message: 'The end must be after the start.',
});

/** The fields of a body that are columns of the same name, and what stands there for null. */
const COLUMNS = {
  name: null,
  description: '',
  color: '#DBDBDB',
  privacy: null,
  visible: null,
  active: null,
  start_date: null,
  end_date: null,
  recurring: null,
  location: null,
  geolocation: null,
  geolocation_lat: null,
  geolocation_lng: null,
  link: null,
} as const satisfies Partial<Record<keyof EventPatchDto, string | null>>;
type Column = keyof typeof COLUMNS;

/** What a calendar shows of an event. */
const ON_CALENDARS: ReadonlySet<string> = new Set<Column>([
  'name',
  'description',
  'active',
  'start_date',
  'end_date',
  'recurring',
  'geolocation',
  'geolocation_lat',
  'geolocation_lng',
  'link',
]);

const HOUR = 3_600_000;

/** A body, with the storage key of a picture that was uploaded with it. */
export interface EventInput<Body extends EventPatchDto = EventPatchDto> {
  readonly body: Body;
  readonly image?: string;
}

/** Makes, changes and deletes events. */
@Injectable()
export class EventWriter {
  constructor(
    private readonly db: Database,
    private readonly loader: EventAccessLoader,
    private readonly files: MediaFiles,
    private readonly memberships: EventMembershipService,
  ) {}

  /**
   * Makes an event that the viewer runs and is subscribed to, invites people, and returns its id.
   * A name that exists is 400 `unique`, an end that is not after the start 400 on `end_date`, somebody unknown 400 on
   * `invite_users`.
   */
  create(access: Access<null>, input: EventInput<EventCreateDto>): Promise<number> {
    const creatorId = signedIn(access);
    return withFreeSlug('event', () => this.db.transaction((tx) => this.insert(tx, creatorId, input)));
  }

  /** Changes what the body names and leaves the rest as it is; then invites. Throws what `create` throws. */
  async update(access: EventAccess, { body, image }: EventInput): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { subject } = await reauthorize(tx, this.loader, access, 'subject');
      if (image !== undefined) await this.replaceImage(tx, subject.id, image);
      const { set, values } = changesOf(body);
      if (set) await tx.query(`UPDATE event SET ${set} WHERE id = $1`, [subject.id, ...values]);
      await this.invite(tx, subject.id, signedIn(access), body.invite_users);
      tell(tx, { type: 'event.updated', subjectId: subject.id, actorId: signedIn(access) });
    });
  }

  /** Deletes the event: from now on it exists for nobody. Memberships stay in the database. */
  async delete(access: EventAccess): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { subject } = await reauthorize(tx, this.loader, access, 'subject');
      await tx.query(`UPDATE event SET active = false, deleted_at = now() WHERE id = $1`, [subject.id]);
      tell(tx, { type: 'event.deleted', subjectId: subject.id, actorId: signedIn(access) });
    });
  }

  private async insert(tx: Tx, creatorId: number, { body, image }: EventInput<EventCreateDto>): Promise<number> {
    const slug = await freeSlug(tx, 'event', body.name);
    const end_date = body.end_date ?? new Date(body.start_date.getTime() + HOUR);
    const given = { ...valuesOf({ ...body, end_date }), slug, image: image ?? null };
    const columns = Object.keys(given);
    const [made] = await tx.query<{ id: number }>(
      `WITH made AS (
         INSERT INTO event (created_by_id, managed_by_id, ${columns.join(', ')})
         VALUES ($1, $1, ${columns.map((_, at) => `$${at + 2}`).join(', ')}) RETURNING id, created_at)
       INSERT INTO event_membership (event_id, user_id, state, since) SELECT id, $1, 'creator', created_at FROM made
       RETURNING event_id AS id`,
      [creatorId, ...Object.values(given)],
    );
    const eventId = made!.id;
    if (image !== undefined) await this.files.keep(tx, image);
    await this.invite(tx, eventId, creatorId, body.invite_users);
    tell(tx, { type: 'event.created', subjectId: eventId, actorId: creatorId });
    return eventId;
  }

  private async replaceImage(tx: Tx, eventId: number, image: string): Promise<void> {
    const [event] = await tx.query<{ image: string | null }>(
      `UPDATE event SET image = $2 FROM event AS old WHERE event.id = $1 AND old.id = $1 RETURNING old.image`,
      [eventId, image],
    );
    await this.files.keep(tx, image);
    await this.files.discard(tx, event!.image);
  }

  private async invite(tx: Tx, eventId: number, actorId: number, userIds: readonly number[] = []): Promise<void> {
    const { flow } = this.memberships;
    const orders = [{ command: 'invite', userIds }] as const;
    if (userIds.length === 0) return;
    const { known, moved } = await flow.apply(tx, eventId, orders);
    if (!known) throw unknownUsers('invite_users');
    const steps = moved.map((change) => flow.stepOf(change, orders, actorId));
    flow.record(tx, eventId, actorId, steps);
  }
}

/** What a body sets, by column. */
function valuesOf(body: EventPatchDto): Partial<Record<Column, unknown>> {
  const named = (Object.keys(COLUMNS) as Column[]).filter((column) => body[column] !== undefined);
  return Object.fromEntries(named.map((column) => [column, body[column] ?? COLUMNS[column]]));
}

/**
 * The assignments of an UPDATE of the event `$1`, and the values from `$2` on. An end of null is an hour after the
 * start. When something that calendars show really changes, `sequence` counts it.
 */
function changesOf(body: EventPatchDto): { set: string; values: readonly unknown[] } {
  const given = valuesOf(body);
  const columns = Object.keys(given);
  const places = new Map(columns.map((column, at) => [column, `$${at + 2}`]));
  const newOf = (column: string): string => {
    const place = places.get(column)!;
    if (column !== 'end_date') return place;
    return `coalesce(${place}::timestamptz, ${places.get('start_date') ?? 'start_date'}::timestamptz + interval '1 hour')`;
  };
  const set = columns.map((column) => `${column} = ${newOf(column)}`);
  const shown = columns.filter((column) => ON_CALENDARS.has(column));
  if (shown.length > 0) {
    const changed = shown.map((column) => `${column} IS DISTINCT FROM ${newOf(column)}`).join(' OR ');
    set.push(
      `sequence = sequence + CASE WHEN ${changed} THEN 1 ELSE 0 END`,
      `changed_at = CASE WHEN ${changed} THEN now() ELSE changed_at END`,
    );
  }
  return { set: set.join(', '), values: Object.values(given) };
}
