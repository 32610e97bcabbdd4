import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';

import { User } from '../user/user.entity';
import type { EventPrivacy } from './event.policy';
import type { Recurrence } from './recurrence';

export const EVENT_LOCATIONS = ['in person', 'virtual'] as const;
export type EventLocation = (typeof EVENT_LOCATIONS)[number];

/** An event, or a series of them. Deleting one marks it, frees its name and slug, and it exists for nobody. */
@Entity('event')
@Index('event_searchable', { synchronize: false }) // trigrams of "searchable"
@Index('event_name_once', { synchronize: false }) // unique on lower(name) of events that are not deleted
@Index('event_slug_once', { synchronize: false }) // unique on slug of events that are not deleted
@Index('event_listed_by_end', { synchronize: false }) // what is listed, with all that a search filters by, by its end,
@Index('event_listed_by_recurrence', { synchronize: false }) // by recurrence and end,
@Index('event_listed_by_location', { synchronize: false }) // and by place and end
@Index('event_by_creator', ['createdById'])
@Index('event_by_manager', ['managedById'])
@Check('event_privacy_check', `privacy IN ('public', 'private')`)
@Check('event_recurring_check', `recurring IN ('never', 'daily', 'weekly', 'monthly')`)
@Check('event_location_check', `location IN ('in person', 'virtual')`)
@Check('event_dates_check', `end_date > start_date`)
export class Event {
  @PrimaryGeneratedColumn('identity', { type: 'int', primaryKeyConstraintName: 'event_pk' })
  readonly id: number;

  @Column({ type: 'text' })
  readonly name: string;

  @Column({ type: 'text' })
  readonly slug: string;

  @Column({ type: 'text', default: '' })
  readonly description: string;

  @Column({ type: 'text', default: '#DBDBDB' })
  readonly color: string;

  @Column({ type: 'text', default: 'public' })
  readonly privacy: EventPrivacy;

  /** Whether strangers may know of it. */
  @Column({ type: 'boolean', default: true })
  readonly visible: boolean;

  /** False for an event that was called off and can still be read. */
  @Column({ type: 'boolean', default: true })
  readonly active: boolean;

  @Column({ type: 'timestamptz', name: 'start_date' })
  readonly startDate: Date;

  /** The end of the event, or of the whole series. */
  @Column({ type: 'timestamptz', name: 'end_date' })
  readonly endDate: Date;

  @Column({ type: 'text', default: 'never' })
  readonly recurring: Recurrence;

  @Column({ type: 'text' })
  readonly location: EventLocation;

  @Column({ type: 'text', nullable: true })
  readonly geolocation: string | null;

  @Column({ type: 'double precision', name: 'geolocation_lat', nullable: true })
  readonly geolocationLat: number | null;

  @Column({ type: 'double precision', name: 'geolocation_lng', nullable: true })
  readonly geolocationLng: number | null;

  @Column({ type: 'text', nullable: true })
  readonly link: string | null;

  /** Storage key of the uploaded picture, or null for the placeholder. */
  @Column({ type: 'text', nullable: true })
  readonly image: string | null;

  /** Counts the changes of what a calendar shows. */
  @Column({ type: 'int', default: 0 })
  readonly sequence: number;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  readonly createdAt: Date;

  @Column({ type: 'timestamptz', name: 'changed_at', default: () => 'now()' })
  readonly changedAt: Date;

  @Column({ type: 'int', name: 'created_by_id' })
  readonly createdById: number;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'created_by_id', foreignKeyConstraintName: 'event_created_by_fk' })
  readonly createdBy?: Relation<User>;

  @Column({ type: 'int', name: 'managed_by_id' })
  readonly managedById: number;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'managed_by_id', foreignKeyConstraintName: 'event_managed_by_fk' })
  readonly managedBy?: Relation<User>;

  @Column({ type: 'timestamptz', name: 'deleted_at', nullable: true })
  readonly deletedAt: Date | null;

  /** Name and description, folded, for searching; a trigger keeps it. */
  @Column({ type: 'text', default: '' })
  readonly searchable: string;
}
