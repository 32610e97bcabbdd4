import { Database, type Tx } from '../database/database';
import { invalidField } from '../http/domain-error';
import type { Access, AccessLoader, Lock } from '../policy/access';
import { authorize, reauthorize } from '../policy/authorize';
import type { Action } from '../policy/policies';
import type { InvitationBudget } from './invitation-budget';
import { unparkSql } from './invitation-budget.sql';
import type { MembershipKind } from './membership.kind';
import { type Change, type Command, nameOf, outcomeOf, TRANSITIONS } from './membership.machine';
import { creates, trailSql, updateSql, upsertSql } from './membership.sql';

/** A command and the people it is about. */
export interface Order {
  readonly command: Command;
  readonly userIds: readonly number[];
}

/** One row of the trail: a change, what it is called outside, and how an invitation that it used up ended. */
export interface Step {
  readonly userId: number;
  readonly from: string;
  readonly to: string;
  readonly type: string;
  readonly outcome: string;
}

/** Invitations of one person to one course or event that wait. */
export interface Parked {
  /** The rule that the sender must pass still. */
  readonly action: Action;
  readonly subjectId: number;
  readonly senderId: number;
  /** Takes them, once the course or event is held, and tells for which active people they are. */
  readonly receivers: () => Promise<readonly number[]>;
}

interface Answer {
  readonly known: boolean;
  readonly moved: readonly Change[];
}

/** Options of one run. */
export interface RunOptions<Subject> {
  /** `self` when the viewer's own row is the one that moves. */
  readonly lock: Lock;
  /** What an unknown person means. Without it, unknown people are passed over. */
  readonly onUnknown?: () => Error;
  /** More to do in the same transaction, after the moves and before the trail is written; may add steps to it. */
  readonly also?: (tx: Tx, access: Access<Subject>) => Promise<readonly Step[]>;
}

/**
 * The lock of a command that takes rows away from `removed` among `everybody` whom it is about. Over several people it
 * holds the whole course or event: a statement that waits for one of their rows goes on with what it saw of the others
 * before, and would be carried out half before and half after an invitation that is on its way.
 */
export const lockOfRemoving = (removed: readonly number[] = [], everybody = removed): Lock =>
  removed.length > 0 && everybody.length > 1 ? 'subject' : 'actor';

/** The error for ids in the `users` list of which one at least names nobody. */
export const unknownUsers = (field = 'users') =>
  invalidField(field, 'does_not_exist', 'Invalid user: object does not exist.');

/**
 * Moves memberships: lock, check the rule again, move, keep the trail, tell. Courses and events both go through here.
 * A run costs one statement for the check, one for each kind of move and one for the trail, whatever the number of
 * people; one that invites costs another for the budget.
 */
export class MembershipFlow<Subject extends { readonly id: number }> {
  private readonly moves = new Map<string, string>();
  private readonly trail: string;

  constructor(
    private readonly kind: MembershipKind,
    private readonly db: Database,
    private readonly loader: AccessLoader<Subject>,
    private readonly budget: InvitationBudget,
  ) {
    this.trail = trailSql(kind);
  }

  /**
   * Carries out orders as one transaction; `plan` is asked for them once the subject is locked, since they may depend
   * on its privacy. Returns the memberships that moved. Throws what the policy or `onUnknown` says, and then nothing
   * was written.
   */
  run(
    access: Access<Subject>,
    plan: (current: Access<Subject>) => readonly Order[],
    { lock, onUnknown, also }: RunOptions<Subject>,
  ): Promise<readonly Change[]> {
    return this.db.transaction(async (tx) => {
      const current = await reauthorize(tx, this.loader, access, lock);
      const steps: Step[] = [];
      const changes: Change[] = [];
      for (const group of grouped(await this.affordable(tx, current, plan(current)))) {
        const { known, moved } = await this.apply(tx, current.subject.id, group);
        if (!known && onUnknown) throw onUnknown();
        changes.push(...moved);
        steps.push(...moved.map((change) => this.stepOf(change, group, current.viewer.id)));
      }
      if (also) steps.push(...(await also(tx, current)));
      this.record(tx, current.subject.id, current.viewer.id, steps);
      return changes;
    });
  }

  /**
   * Makes parked invitations of `senderId` ordinary ones, as if he sent them now. Those whose receiver has still no room
   * stay parked until later. Throws what the policy says when the sender may not invite any more; then nothing was
   * written.
   *
   * It holds the whole course or event, before the invitations: who leaves or is let go at the same time looks for both
   * of what waits and what was delivered in one statement, which would find neither while one becomes the other.
   */
  async deliver(tx: Tx, { action, subjectId, senderId, receivers }: Parked): Promise<void> {
    const claim = { userId: senderId, sessionId: null };
    const { subject } = await authorize(tx, this.loader, action, { claim, path: { id: subjectId }, lock: 'subject' });
    const admitted = await this.budget.readmit(tx, this.kind, subject.id, senderId, await receivers());
    if (admitted.length === 0) return;
    const orders = [{ command: 'invite', userIds: admitted }] as const;
    const { moved } = await this.apply(tx, subject.id, orders);
    await tx.query(unparkSql(this.kind, '= ANY ($2::int[])'), [subject.id, admitted]);
    this.record(
      tx,
      subject.id,
      senderId,
      moved.map((change) => this.stepOf(change, orders, senderId)),
    );
  }

  /** Writes the trail of steps that were taken, when everything else in the transaction is done. */
  record(tx: Tx, subjectId: number, actorId: number | null, steps: readonly Step[]): void {
    if (steps.length === 0) return;
    const column = <Key extends keyof Step>(key: Key) => steps.map((step) => step[key]);
    tx.last(this.trail, [
      subjectId,
      actorId,
      column('userId'),
      column('from'),
      column('to'),
      column('type'),
      column('outcome'),
    ]);
  }

  /** Carries out orders of one group in one statement, inside a transaction of somebody else. */
  async apply(tx: Tx, subjectId: number, orders: readonly Order[]): Promise<Answer> {
    const [first] = orders;
    if (!first) return { known: true, moved: [] };
    const users = orders.flatMap(({ userIds }) => userIds);
    if (!creates(first.command)) return this.ask(tx, this.moveSql([first.command]), [subjectId, users]);
    const starts = orders.flatMap(({ command, userIds }) => userIds.map(() => startOf(command)));
    const commands = orders.map(({ command }) => command);
    return this.ask(tx, this.moveSql(commands), [subjectId, users, starts]);
  }

  /** The statement of commands that go together, rendered once. */
  private moveSql(commands: readonly Command[]): string {
    const key = commands.join();
    const rendered =
      this.moves.get(key) ??
      (creates(commands[0]!) ? upsertSql(this.kind, commands) : updateSql(this.kind, commands[0]!));
    this.moves.set(key, rendered);
    return rendered;
  }

  /** The trail's view of a change that `orders` made. */
  stepOf(change: Change, orders: readonly Order[], actorId: number | null): Step {
    const { userId, from, to } = change;
    const self = userId === actorId;
    const { command } = orders.length === 1 ? orders[0]! : orders.find(({ userIds }) => userIds.includes(userId))!;
    return { userId, from, to, type: `${this.kind.name}.${nameOf(change, self)}`, outcome: outcomeOf(command, self) };
  }

  /** The orders without the people whose invitation has to wait. Throws 429 when a budget is spent. */
  private affordable(tx: Tx, { subject, viewer }: Access<Subject>, orders: readonly Order[]): Promise<Order[]> {
    return Promise.all(
      orders.map(async ({ command, userIds }) => {
        if (command !== 'invite' || userIds.length === 0 || viewer.id === null) return { command, userIds };
        return { command, userIds: await this.budget.admit(tx, this.kind, subject.id, viewer.id, userIds) };
      }),
    );
  }

  private async ask(tx: Tx, text: string, values: readonly unknown[]): Promise<Answer> {
    const [answer] = await tx.query<Answer>(text, values);
    return answer!;
  }
}

const startOf = (command: Command): string => (TRANSITIONS[command] as { none: string }).none;

/** Orders that make rows go together in one statement; each of the others is one of its own. */
function grouped(orders: readonly Order[]): readonly (readonly Order[])[] {
  const wanted = orders.filter(({ userIds }) => userIds.length > 0);
  const making = wanted.filter(({ command }) => creates(command));
  return [making, ...wanted.filter(({ command }) => !creates(command)).map((order) => [order])].filter(
    ({ length }) => length > 0,
  );
}
