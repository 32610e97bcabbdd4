import { Column, JoinColumn, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn, type Relation } from 'typeorm';

import { User } from '../user/user.entity';
import { type InvitationOutcome, MEMBERSHIP_STATES, type MembershipState } from './membership.machine';

const stateColumn = { type: 'enum', enum: [...MEMBERSHIP_STATES], enumName: 'membership_state' } as const;

/** The columns that a course membership and an event membership share. `table` prefixes the names of constraints. */
export function membershipColumns(table: string) {
  abstract class MembershipColumns {
    @PrimaryColumn({ type: 'int', name: 'user_id', primaryKeyConstraintName: `${table}_pk` })
    readonly userId: number;

    @ManyToOne(() => User)
    @JoinColumn({ name: 'user_id', foreignKeyConstraintName: `${table}_user_fk` })
    readonly user?: Relation<User>;

    @Column(stateColumn)
    readonly state: MembershipState;

    /** The state before the last change. It lets an upsert tell what it replaced. */
    @Column({ ...stateColumn, name: 'came_from', nullable: true })
    readonly cameFrom: MembershipState | null;

    /** Since when: the date of joining for those who are in, else the time of the invitation or request. */
    @Column({ type: 'timestamptz', default: () => 'now()' })
    readonly since: Date;
  }
  return MembershipColumns;
}

/** The columns that the trails of course and event invitations share. */
export function invitationColumns(table: string) {
  abstract class InvitationColumns {
    @PrimaryGeneratedColumn('identity', { type: 'bigint', primaryKeyConstraintName: `${table}_pk` })
    readonly id: string;

    @Column({ type: 'int', name: 'user_id' })
    readonly userId: number;

    @ManyToOne(() => User)
    @JoinColumn({ name: 'user_id', foreignKeyConstraintName: `${table}_user_fk` })
    readonly user?: Relation<User>;

    @Column({ type: 'int', name: 'invited_by' })
    readonly invitedById: number;

    @ManyToOne(() => User)
    @JoinColumn({ name: 'invited_by', foreignKeyConstraintName: `${table}_invited_by_fk` })
    readonly invitedBy?: Relation<User>;

    @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
    readonly createdAt: Date;

    @Column({ type: 'timestamptz', name: 'closed_at', nullable: true })
    readonly closedAt: Date | null;

    @Column({ type: 'text', nullable: true })
    readonly outcome: InvitationOutcome | null;
  }
  return InvitationColumns;
}

/** For the CHECK of a trail: an invitation is closed with an outcome, or open without one. */
export const outcomeCheck = `(closed_at IS NULL) = (outcome IS NULL) AND outcome IN ('accepted', 'declined', 'removed')`;

/** The columns of the tables in which triggers keep how many rows there are of each state. */
export function countColumns(table: string) {
  abstract class CountColumns {
    @PrimaryColumn({ ...stateColumn, primaryKeyConstraintName: `${table}_pk` })
    readonly state: MembershipState;

    /** Writers of a busy course spread over slots, so that they do not queue for one row. The count is their sum. */
    @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: `${table}_pk` })
    readonly slot: number;

    @Column({ type: 'int' })
    readonly n: number;
  }
  return CountColumns;
}
