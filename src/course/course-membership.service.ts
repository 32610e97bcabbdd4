import { Injectable } from '@nestjs/common';

import { Database, type Found } from '../database/database';
import { forbidden, invalid, invalidField, notFound } from '../http/domain-error';
import type { Slice } from '../http/page';
import { InvitationBudget } from '../membership/invitation-budget';
import { lockOfRemoving, MembershipFlow, type Order, unknownUsers } from '../membership/membership.flow';
import { COURSE_MEMBERSHIP } from '../membership/membership.kind';
import type { Command, MembershipState } from '../membership/membership.machine';
import { inStates, RosterRepository, type RosterRow } from '../membership/roster.repository';
import type { RolesDto } from '../membership/users.dto';
import { signedIn } from '../policy/access';
import type { UserRow } from '../user/user.presenter';
import { type CourseAccess, CourseAccessLoader, type CourseSubject } from './course-access.loader';
import type { CoursePrivacy } from './course.policy';
import { DEFAULT_STATUSES, type JoinStatus, stateOf } from './join-status';

/** An open course is joined, a private one is asked for; elsewhere one can only take up an invitation. */
const ENTRANCE: Record<CoursePrivacy, Command> = { open: 'join', private: 'request', secret: 'accept', '': 'accept' };

/** Who belongs to a course. */
@Injectable()
export class CourseMembershipService {
  readonly flow: MembershipFlow<CourseSubject>;

  constructor(
    db: Database,
    loader: CourseAccessLoader,
    private readonly rosters: RosterRepository,
    budget: InvitationBudget,
  ) {
    this.flow = new MembershipFlow(COURSE_MEMBERSHIP, db, loader, budget);
  }

  /** Joins an open course, asks to join a private one, or takes up an invitation. Returns whether it became a request. */
  async join(access: CourseAccess): Promise<{ readonly requested: boolean }> {
    const viewerId = signedIn(access);
    const changes = await this.flow.run(
      access,
      ({ subject }) => [{ command: ENTRANCE[subject.privacy], userIds: [viewerId] }],
      { lock: 'self' },
    );
    const state = changes[0]?.to ?? access.subject.state;
    return { requested: state === 'requested' };
  }

  /** Leaves the course, withdraws a request or declines an invitation. The creator cannot: 403 by the policy. */
  async leave(access: CourseAccess): Promise<void> {
    await this.flow.run(access, () => [{ command: 'leave', userIds: [signedIn(access)] }], { lock: 'self' });
  }

  /** Removes somebody: 404 when there is no such person, 403 when it is the creator. */
  async expel(access: CourseAccess, userId: number): Promise<void> {
    await this.flow.run(
      access,
      ({ subject }) => {
        if (subject.creatorId === userId) throw forbidden();
        return [{ command: 'leave', userIds: [userId] }];
      },
      { lock: 'actor', onUnknown: notFound },
    );
  }

  /** Invites strangers and accepts those who asked to join. Everybody else is left alone. Unknown ids: 400, and nothing. */
  async invite(access: CourseAccess, userIds: readonly number[]): Promise<void> {
    await this.flow.run(access, () => [{ command: 'invite', userIds }], { lock: 'actor', onUnknown: unknownUsers });
  }

  /** Takes invitations back. Whoever is not invited is left alone, whether known or not. */
  async uninvite(access: CourseAccess, userIds: readonly number[]): Promise<void> {
    await this.flow.run(access, () => [{ command: 'uninvite', userIds }], { lock: lockOfRemoving(userIds) });
  }

  /** Makes managers and members and removes people, all or nothing. The creator cannot be in any list: 400. */
  async changeRoles(access: CourseAccess, roles: RolesDto): Promise<void> {
    const orders = ordersOf(roles);
    const everybody = orders.flatMap(({ userIds }) => userIds);
    await this.flow.run(
      access,
      ({ subject }) => {
        refuseCreator(roles, subject.creatorId);
        return orders;
      },
      { lock: lockOfRemoving(roles.unjoined, everybody), onUnknown: () => unknownUsers(firstField(roles)) },
    );
  }

  /** The people with one of `statuses`, the latest first. */
  members(access: CourseAccess, statuses: readonly JoinStatus[] | undefined, slice: Slice) {
    return this.rosters.list(COURSE_MEMBERSHIP, access.subject.id, inStates(statesOf(statuses)), slice);
  }

  /** The people in one state whose name contains `search`. */
  inState(
    { subject }: CourseAccess,
    state: MembershipState,
    search: string | undefined,
    slice: Slice,
  ): Promise<Found<RosterRow>> {
    const groups = inStates([state]);
    if (!search) return this.rosters.list(COURSE_MEMBERSHIP, subject.id, groups, slice);
    return this.rosters.search(COURSE_MEMBERSHIP, subject.id, groups, search, slice);
  }

  /** People who might be invited. */
  suggestions(access: CourseAccess, search: string | undefined, slice: Slice): Promise<Found<UserRow>> {
    return this.rosters.strangers(COURSE_MEMBERSHIP, access.subject.id, signedIn(access), search, slice);
  }
}

/** The states behind words of the wire; managers and joined when there are none. */
export const statesOf = (statuses: readonly JoinStatus[] | undefined): MembershipState[] =>
  (statuses?.length ? statuses : DEFAULT_STATUSES).map(stateOf);

const LISTS = ['managers', 'joined', 'unjoined'] as const;
const COMMANDS: Record<(typeof LISTS)[number], Command> = { managers: 'promote', joined: 'enrol', unjoined: 'leave' };

const firstField = (roles: RolesDto) => LISTS.find((list) => roles[list]?.length) ?? 'managers';

function ordersOf(roles: RolesDto): Order[] {
  const orders = LISTS.map((list) => ({ command: COMMANDS[list], userIds: roles[list] ?? [] }));
  const all = orders.flatMap(({ userIds }) => userIds);
  if (all.length === 0)
    throw invalid({ field: 'non_field_errors', code: 'required', message: 'Name at least one user.' });
  if (new Set(all).size < all.length) {
    throw invalid({ field: 'non_field_errors', code: 'invalid', message: 'A user can be in one of the lists only.' });
  }
  return orders;
}

function refuseCreator(roles: RolesDto, creatorId: number): void {
  const list = LISTS.find((name) => roles[name]?.includes(creatorId));
  if (list) throw invalidField(list, 'invalid', 'The role of the creator of a course cannot be changed.');
}
