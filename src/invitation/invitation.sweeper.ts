import { Injectable } from '@nestjs/common';

import { CourseAccessLoader } from '../course/course-access.loader';
import { Database, type Tx } from '../database/database';
import { EventAccessLoader } from '../event/event-access.loader';
import { DomainError } from '../http/domain-error';
import { InvitationBudget } from '../membership/invitation-budget';
import { MembershipFlow, type Parked } from '../membership/membership.flow';
import { COURSE_MEMBERSHIP, EVENT_MEMBERSHIP, type MembershipKind } from '../membership/membership.kind';
import type { Action } from '../policy/policies';
import { Sweeper } from '../sweeper';
import { CLAIM_SQL, DROP_SQL, NEXT_SQL } from './invitation.sql';

const EVERY_MS = 60_000;
/** People in one transaction. */
const AT_ONCE = 1000;

/** A sender whose parked invitations to one course or event are due. */
interface Due {
  readonly subject_kind: 'course' | 'event';
  readonly subject_id: number;
  readonly invited_by: number;
}

/** Parked invitations, held by a transaction. */
interface Claimed {
  /** People who can be invited. */
  readonly active: readonly number[];
  /** People who were blocked or deleted since. */
  readonly gone: readonly number[];
}

type Post = (tx: Tx, parked: Omit<Parked, 'action'>) => Promise<void>;

/**
 * Delivers parked invitations when their time has come. Every process may do so at the same time: they wait for each
 * other at the course or event, and whoever comes later finds nothing left.
 */
@Injectable()
export class InvitationSweeper extends Sweeper {
  private readonly posts: Record<Due['subject_kind'], Post>;

  constructor(
    private readonly db: Database,
    budget: InvitationBudget,
    courses: CourseAccessLoader,
    events: EventAccessLoader,
  ) {
    super(EVERY_MS);
    const post =
      <Subject extends { readonly id: number }>(
        kind: MembershipKind,
        action: Action,
        loader: ConstructorParameters<typeof MembershipFlow<Subject>>[2],
      ): Post =>
      (tx, parked) =>
        new MembershipFlow(kind, db, loader, budget).deliver(tx, { ...parked, action });
    this.posts = {
      course: post(COURSE_MEMBERSHIP, 'course.invite', courses),
      event: post(EVENT_MEMBERSHIP, 'event.invite', events),
    };
  }

  /** Delivers everything that is due. */
  async sweep(): Promise<void> {
    while (await this.db.transaction((tx) => this.deliverSome(tx)));
  }

  /** Whether something was due. */
  private async deliverSome(tx: Tx): Promise<boolean> {
    const [due] = await tx.query<Due>(NEXT_SQL);
    if (!due) return false;
    const { subject_kind: kind, subject_id: subjectId, invited_by: senderId } = due;
    try {
      await this.posts[kind](tx, { subjectId, senderId, receivers: () => this.receiversOf(tx, due) });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      // The sender does not run it any more, or it is gone.
      await this.drop(tx, due, await this.receiversOf(tx, due));
    }
    return true;
  }

  /** Who can get what is due, held by the transaction; the others never will, and that is noted. */
  private async receiversOf(tx: Tx, due: Due): Promise<readonly number[]> {
    const [claimed] = await tx.query<Claimed>(CLAIM_SQL, [...keyOf(due), AT_ONCE]);
    const { active, gone } = claimed!;
    await this.drop(tx, due, gone);
    return active;
  }

  private async drop(tx: Tx, due: Due, userIds: readonly number[]): Promise<void> {
    if (userIds.length > 0) await tx.query(DROP_SQL, [...keyOf(due), userIds]);
  }
}

const keyOf = ({ subject_kind, subject_id, invited_by }: Due) => [subject_kind, subject_id, invited_by] as const;
