import { Injectable } from '@nestjs/common';

import { Database, type Found, type Tx } from '../database/database';
import { forbidden, notFound } from '../http/domain-error';
import type { Slice } from '../http/page';
import { InvitationBudget } from '../membership/invitation-budget';
import { lockOfRemoving, MembershipFlow, type Step, unknownUsers } from '../membership/membership.flow';
import { EVENT_MEMBERSHIP } from '../membership/membership.kind';
import type { Command, MembershipState } from '../membership/membership.machine';
import { inStates, type RosterGroups, RosterRepository, type RosterRow } from '../membership/roster.repository';
import { type Lock, signedIn } from '../policy/access';
import type { UserRow } from '../user/user.presenter';
import type { AttendanceCommand } from './attendance.machine';
import { type AttendanceChange, attendanceSql, OFF_FEED_SQL } from './attendance.sql';
import { type EventAccess, EventAccessLoader, type EventSubject } from './event-access.loader';
import { SUBSCRIBERS } from './subscription-status';

/** A public event is joined, a private one is asked for; into one that is not listed only an invitation leads. */
const entranceOf = ({ visible, privacy }: EventSubject): Command =>
  !visible ? 'accept' : privacy === 'public' ? 'join' : 'request';

/** What each change of attendance is called outside. */
const ATTENDANCE_TYPES: Record<AttendanceCommand, string> = {
  go: 'event.going',
  take_back_going: 'event.attendance_withdrawn',
  not_go: 'event.not_going',
  take_back_not_going: 'event.attendance_withdrawn',
};

const HIDING = { from: 'shown', to: 'hidden', type: 'event.hidden' } as const;
const SHOWING = { from: 'hidden', to: 'shown', type: 'event.shown' } as const;

/** Who belongs to an event, and who comes. */
@Injectable()
export class EventMembershipService {
  readonly flow: MembershipFlow<EventSubject>;

  constructor(
    db: Database,
    loader: EventAccessLoader,
    private readonly rosters: RosterRepository,
    budget: InvitationBudget,
  ) {
    this.flow = new MembershipFlow(EVENT_MEMBERSHIP, db, loader, budget);
  }

  /** Subscribes to a public event, asks to be let into a private one, or takes up an invitation. */
  async subscribe(access: EventAccess): Promise<void> {
    const userIds = [signedIn(access)];
    await this.flow.run(access, ({ subject }) => [{ command: entranceOf(subject), userIds }], { lock: 'self' });
  }

  /** Ends the subscription, withdraws a request or declines an invitation. The manager cannot: 403 by the policy. */
  async unsubscribe(access: EventAccess): Promise<void> {
    await this.flow.run(access, () => [{ command: 'leave', userIds: [signedIn(access)] }], { lock: 'self' });
  }

  /** Removes somebody: 404 when there is no such person, 403 when it is the manager. */
  async expel(access: EventAccess, userId: number): Promise<void> {
    await this.flow.run(
      access,
      ({ subject }) => {
        if (subject.managerId === userId) throw forbidden();
        return [{ command: 'leave', userIds: [userId] }];
      },
      { lock: 'actor', onUnknown: notFound },
    );
  }

  /** Invites strangers and accepts those who asked. Everybody else is left alone. Unknown ids: 400, and nothing. */
  async invite(access: EventAccess, userIds: readonly number[]): Promise<void> {
    await this.flow.run(access, () => [{ command: 'invite', userIds }], {
      lock: lockFor(access, userIds),
      onUnknown: unknownUsers,
    });
  }

  /** Takes invitations back. Whoever is not invited is left alone, whether known or not. */
  async uninvite(access: EventAccess, userIds: readonly number[]): Promise<void> {
    await this.flow.run(access, () => [{ command: 'uninvite', userIds }], { lock: lockOfRemoving(userIds) });
  }

  /** Makes people come, subscribing those who were not, whatever the privacy. Unknown ids: 400, and nothing. */
  async goForOthers(access: EventAccess, userIds: readonly number[]): Promise<void> {
    await this.flow.run(access, () => [{ command: 'enrol', userIds }], {
      lock: lockFor(access, userIds),
      onUnknown: unknownUsers,
      also: (tx, { subject }) => this.attend(tx, subject.id, 'go', userIds),
    });
  }

  /** Changes what the viewer said about coming. */
  async answer(access: EventAccess, command: AttendanceCommand): Promise<void> {
    await this.flow.run(access, () => [], {
      lock: 'self',
      also: (tx, { subject }) => this.attend(tx, subject.id, command, [signedIn(access)]),
    });
  }

  /** Takes the event off the viewer's feed, or puts it back. */
  async setOffFeed(access: EventAccess, off: boolean): Promise<void> {
    await this.flow.run(access, () => [], {
      lock: 'self',
      also: async (tx, { subject }) => {
        const userId = signedIn(access);
        await tx.query(OFF_FEED_SQL, [subject.id, userId, off]);
        return [{ userId, ...(off ? HIDING : SHOWING), outcome: '' }];
      },
    });
  }

  /** Everybody who is in, the latest first. */
  subscribers({ subject }: EventAccess, slice: Slice): Promise<Found<RosterRow>> {
    return this.rosters.list(EVENT_MEMBERSHIP, subject.id, SUBSCRIBERS, slice);
  }

  /** The subscribers who said that they come, or that they do not, the latest subscriber first. */
  attending({ subject }: EventAccess, attendance: 'going' | 'not_going', slice: Slice): Promise<Found<RosterRow>> {
    const groups: RosterGroups = [`attendance = '${attendance}'`];
    return this.rosters.list(EVENT_MEMBERSHIP, subject.id, groups, slice);
  }

  /** The people in one state, the latest first. */
  inState({ subject }: EventAccess, state: MembershipState, slice: Slice): Promise<Found<RosterRow>> {
    return this.rosters.list(EVENT_MEMBERSHIP, subject.id, inStates([state]), slice);
  }

  /** People who might be invited. */
  suggestions(access: EventAccess, search: string | undefined, slice: Slice): Promise<Found<UserRow>> {
    return this.rosters.strangers(EVENT_MEMBERSHIP, access.subject.id, signedIn(access), search, slice);
  }

  private async attend(
    tx: Tx,
    eventId: number,
    command: AttendanceCommand,
    userIds: readonly number[],
  ): Promise<readonly Step[]> {
    const changes = await tx.query<AttendanceChange>(attendanceSql(command), [eventId, userIds]);
    return changes.map((change) => ({ ...change, type: ATTENDANCE_TYPES[command], outcome: '' }));
  }
}

/** A command that names the one who sends it takes his row at once: two that only share it would wait for each other. */
const lockFor = (access: EventAccess, userIds: readonly number[]): Lock =>
  userIds.includes(signedIn(access)) ? 'self' : 'actor';
