import type { Tx } from '../database/database';
import { tooMany } from '../http/domain-error';
import { budgetSql } from './invitation-budget.sql';
import type { MembershipKind } from './membership.kind';

/** How many invitations are let through within a day; 0: as many as anybody likes. */
export interface InvitationLimits {
  /** Of one person, to courses and events together. */
  readonly perSender: number;
  /** To one course or event. */
  readonly perSubject: number;
  /** To one person. More of them wait until the next day. */
  readonly perReceiver: number;
}

/** What is told about invitations that did not get through, for those who count. */
export interface BudgetWatch {
  refused(limiter: 'invitations by sender' | 'invitations by subject'): void;
  parked(people: number): void;
}

interface Spent {
  readonly wanted: number;
  readonly sender_spent: number;
  readonly sender_wait: number | null;
  readonly subject_spent: number;
  readonly subject_wait: number | null;
  readonly parked: readonly number[];
}

const DAY_SECONDS = 86_400;

/**
 * Keeps people from being flooded with invitations. What was sent is a fact of the database, so the budgets hold for
 * all processes together and outlive them. Only new invitations cost something: letting in somebody who asked does not,
 * and neither accepting nor declining nor leaving ever comes here.
 */
export class InvitationBudget {
  constructor(
    private readonly limits: InvitationLimits,
    private readonly watch?: BudgetWatch,
  ) {}

  /**
   * The people among `userIds` whom `senderId` may invite now; the others' invitations are parked, in this transaction.
   * Throws 429 when the sender or the course or event has spent its budget; then nobody is invited.
   */
  async admit(
    tx: Tx,
    kind: MembershipKind,
    subjectId: number,
    senderId: number,
    userIds: readonly number[],
  ): Promise<readonly number[]> {
    const { perSender, perSubject, perReceiver } = this.limits;
    if (perSender + perSubject + perReceiver === 0) return userIds;
    const spent = await this.spend(tx, kind, [subjectId, senderId, userIds, perSender, perSubject, perReceiver]);
    if (spent.wanted === 0) return userIds;
    if (isOver(perSender, spent.sender_spent + spent.wanted)) this.refuse('invitations by sender', spent.sender_wait);
    if (isOver(perSubject, spent.subject_spent + spent.wanted)) {
      this.refuse('invitations by subject', spent.subject_wait);
    }
    if (spent.parked.length > 0) this.watch?.parked(spent.parked.length);
    return without(userIds, spent.parked);
  }

  /** Like `admit` for parked invitations: those were paid for by the sender when they were parked. */
  async readmit(
    tx: Tx,
    kind: MembershipKind,
    subjectId: number,
    senderId: number,
    userIds: readonly number[],
  ): Promise<readonly number[]> {
    const { parked } = await this.spend(tx, kind, [subjectId, senderId, userIds, 0, 0, this.limits.perReceiver]);
    return without(userIds, parked);
  }

  private async spend(tx: Tx, kind: MembershipKind, values: readonly unknown[]): Promise<Spent> {
    const [spent] = await tx.query<Spent>(budgetSql(kind), values);
    return spent!;
  }

  private refuse(limiter: Parameters<BudgetWatch['refused']>[0], wait: number | null): never {
    this.watch?.refused(limiter);
    throw tooMany(Math.max(1, wait ?? DAY_SECONDS), limiter);
  }
}

const isOver = (limit: number, spent: number): boolean => limit > 0 && spent > limit;

function without(userIds: readonly number[], parked: readonly number[]): readonly number[] {
  if (parked.length === 0) return userIds;
  const waiting = new Set(parked);
  return userIds.filter((id) => !waiting.has(id));
}
