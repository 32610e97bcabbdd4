import type { Sql } from '../database/database';
import { notFound, unauthenticated } from '../http/domain-error';
import { type Access, type AccessLoader, type Claim, type Lock, type PathIds, viewerOf } from './access';
import { type Action, ruleOf } from './policies';
import { decide, enforce, needsSignIn } from './policy';

/**
 * Looks the subject up for the asker and applies the rule of `action`. Throws 401, 404 or 403, in that order.
 * The guard calls it before the handler runs, and every service that writes calls it again through `reauthorize`.
 */
export async function authorize<Subject>(
  sql: Sql,
  loader: AccessLoader<Subject>,
  action: Action,
  asking: { readonly claim: Claim; readonly path: PathIds; readonly lock?: Lock },
): Promise<Access<Subject>> {
  const { claim, path, lock } = asking;
  const rule = ruleOf(action);
  if (claim.userId === null && needsSignIn(rule)) throw unauthenticated();
  const { row, position } = await loader.find(sql, claim, path, lock);
  const viewer = viewerOf(claim, row);
  if (!row.viewer_admitted && !rule.always) throw unauthenticated();
  if (!position) throw notFound();
  enforce(decide(rule, position));
  // Key by key, because every request comes through here and V8 is slow to copy an object with a spread.
  const { subject, standing, visible, facts } = position;
  return { subject, standing, visible, facts, viewer, claim, path, action };
}

/** Applies the rule of an access again, inside a transaction: what the guard saw may have changed since. */
export function reauthorize<Subject>(
  sql: Sql,
  loader: AccessLoader<Subject>,
  { action, claim, path }: Access<Subject>,
  lock: Lock,
): Promise<Access<Subject>> {
  return authorize(sql, loader, action, { claim, path, lock });
}

/**
 * Puts a stricter rule in the place of the one that the guard applied, for what a body asks for.
 * Throws 404 or 403 when the stricter rule refuses.
 */
export function escalate<Subject>(access: Access<Subject>, action: Action): Access<Subject> {
  enforce(decide(ruleOf(action), access));
  return { ...access, action };
}
