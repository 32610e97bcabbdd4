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
import { CLAIM_SQL, DROP_SQL } from './invitation.sql';

const EVERY_MS = 60_000;
/** People in one transaction. */
const AT_ONCE = 1000;

/** Parked invitations of one sender to one course or event, held by a transaction. */
interface Due {
  readonly subject_kind: 'course' | 'event';
  readonly subject_id: number;
  readonly invited_by: number;
  /** People who can be invited. */
  readonly active: readonly number[];
  /** People who were blocked or deleted since. */
  readonly gone: readonly number[];
}

type Post = (tx: Tx, parked: Omit<Parked, 'action'>) => Promise<void>;

/** Delivers parked invitations when their time has come. */
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

  /** Whether something was due. What is held by another process is its business. */
  private async deliverSome(tx: Tx): Promise<boolean> {
    const [due] = await tx.query<Due>(CLAIM_SQL, [AT_ONCE]);
    if (!due) return false;
    const { subject_kind: kind, subject_id: subjectId, invited_by: senderId, active, gone } = due;
    if (gone.length > 0) await this.drop(tx, due, gone);
    try {
      await this.posts[kind](tx, { subjectId, senderId, userIds: active });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      // The sender does not run it any more, or it is gone.
      await this.drop(tx, due, active);
    }
    return true;
  }

  private async drop(tx: Tx, due: Due, userIds: readonly number[]): Promise<void> {
    await tx.query(DROP_SQL, [due.subject_kind, due.subject_id, due.invited_by, userIds]);
  }
}
