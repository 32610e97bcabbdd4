import type { FastifyRequest } from 'fastify';

import type { Sql } from '../database/database';
import { unauthenticated } from '../http/domain-error';
import type { Action } from './policies';
import type { Fact, Position } from './policy';
import type { Standing } from './standing';

export const ROLES = ['admin', 'moderator', 'editor', 'publisher'] as const;
export type Role = (typeof ROLES)[number];

/** Roles that count as staff; a publisher does not. */
export const STAFF_ROLES: readonly Role[] = ['admin', 'moderator', 'editor'];
export const isStaff = ({ role }: { readonly role: Role | null }): boolean =>
  role !== null && STAFF_ROLES.includes(role);

/** Who says to be asking: what the token claims, before the database was asked whether that person still exists. */
export interface Claim {
  /** Id of the person, or null for an anonymous visitor. */
  readonly userId: number | null;
  /** The sign-in that the token belongs to, or null for a token that was made outside. */
  readonly sessionId: string | null;
}

/** Who is asking. */
export interface Viewer {
  /** Id of the person, or null for an anonymous visitor. */
  readonly id: number | null;
  readonly role: Role | null;
}

/** Proof that the subject was looked up on behalf of this viewer and that a rule let him through. */
export interface Access<Subject = unknown> extends Position {
  readonly viewer: Viewer;
  readonly claim: Claim;
  /** The numbers in the address. */
  readonly path: PathIds;
  /** The rule that the guard applied. A service that writes applies it again inside its transaction. */
  readonly action: Action;
  readonly subject: Subject;
}

/** The viewer's id, for what only makes sense to somebody. Throws 401 for an anonymous visitor. */
export function signedIn({ viewer }: Pick<Access, 'viewer'>): number {
  if (viewer.id === null) throw unauthenticated();
  return viewer.id;
}

/** The numbers in the address of a route: `{ id: 7 }`, `{ course_id: 7, section_id: 1 }`. */
export type PathIds = Readonly<Record<string, number>>;

/** The columns that every loader reads about the viewer; see `VIEWER`. */
export interface ViewerRow {
  readonly viewer_id: number | null;
  readonly viewer_role: Role | null;
  readonly viewer_admitted: boolean;
}

/**
 * SQL of the viewer, the same in every loader. Bind the claim as `$1` (user id) and `$2` (session id).
 * The person must exist and be active, and the sign-in must not have been revoked.
 * `viewer_admitted` is false for anonymous visitors of a community that shows its content to members only.
 */
export const VIEWER = {
  columns: `viewer.id AS viewer_id, viewer.role AS viewer_role,
    CASE WHEN asking.user_id IS NULL THEN coalesce((
      SELECT value <> 'false'::jsonb FROM dynamic_preference
      WHERE section = 'configurations' AND name = 'content_availability'), true) ELSE true END AS viewer_admitted`,
  from: `(SELECT $1::int AS user_id, $2::uuid AS session_id) AS asking
    LEFT JOIN app_user AS viewer ON viewer.id = asking.user_id AND viewer.status = 'active' AND NOT EXISTS (
      SELECT FROM oauth_session WHERE oauth_session.id = asking.session_id AND revoked_at IS NOT NULL)`,
} as const;

/** What a loader found: always something about the viewer; `position` only where the subject exists. */
export interface Found<Subject> {
  readonly row: ViewerRow;
  readonly position: (Position & { readonly subject: Subject }) | null;
}

/**
 * How much of what was read must stay as it is until the transaction ends.
 * `actor` holds the subject and the viewer's own membership; `self` takes the latter for a change, `subject` the former.
 */
export type Lock = 'actor' | 'self' | 'subject';

/** The locking clauses of the subject's row and of the viewer's own membership. */
export const LOCKS: Record<Lock, { readonly subject: string; readonly membership: string }> = {
  actor: { subject: 'FOR SHARE', membership: 'FOR SHARE' },
  self: { subject: 'FOR SHARE', membership: 'FOR UPDATE' },
  subject: { subject: 'FOR NO KEY UPDATE', membership: 'FOR SHARE' },
};

/** The statement that `build` makes for reading and for each lock, made once: the longer a text, the longer its lookup. */
export function lockable(build: (held: (typeof LOCKS)[Lock]) => string): (lock?: Lock) => string {
  const plain = build({ subject: '', membership: '' });
  const locking = { actor: build(LOCKS.actor), self: build(LOCKS.self), subject: build(LOCKS.subject) };
  return (lock) => (lock ? locking[lock] : plain);
}

/** Finds the subject that an address names, and the viewer's position towards it, in one query. */
export abstract class AccessLoader<Subject = unknown> {
  abstract find(sql: Sql, claim: Claim, path: PathIds, lock?: Lock): Promise<Found<Subject>>;
}

/** A request on its way through the guards. */
export interface PolicyRequest extends FastifyRequest {
  claim: Claim;
  access: Access;
}

/** Facts that hold for a viewer wherever he is. */
export function factsOf({ role }: Viewer, ...more: readonly (Fact | false)[]): Set<Fact> {
  const facts = new Set(more.filter((fact): fact is Fact => fact !== false));
  if (role === 'admin') facts.add('admin');
  return facts;
}

/** The viewer of a loaded row. Throws 401 when the token names somebody who is gone, blocked or signed out. */
export function viewerOf(claim: Claim, row: ViewerRow): Viewer {
  if (claim.userId !== null && row.viewer_id === null) throw unauthenticated('authentication_failed');
  return { id: row.viewer_id, role: row.viewer_role };
}

/** The standing of a viewer who holds `state`, or none. */
export function standingOf(claim: Claim, state: Standing | null): Standing {
  return claim.userId === null ? 'anonymous' : (state ?? 'outsider');
}
