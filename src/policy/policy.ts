import { forbidden, notFound, unauthenticated } from '../http/domain-error';
import type { Standing } from './standing';

/**
 * What a loader may find out about a viewer or a subject besides the standing.
 * A new fact is a change of this list, so it is seen in review.
 */
export type Fact =
  // about the viewer's role in the community
  | 'admin'
  | 'may_create_course'
  | 'may_create_event'
  // about the subject, for this viewer
  | 'self'
  | 'author'
  | 'owner'
  | 'roster_shown'
  | 'row_held'
  | 'lesson_open'
  | 'comments_enabled'
  | 'readable'
  | 'subscribed'
  | 'is_going'
  | 'is_not_going'
  | 'on_feed'
  | 'off_feed';

/** One row of the policy table: who may do a thing. */
export interface Rule {
  /** Standings that may do this. */
  readonly who: readonly Standing[];
  /** Facts, any of which lets somebody else do it too. */
  readonly or?: readonly Fact[];
  /** Facts, all of which must hold, whoever asks. */
  readonly needs?: readonly Fact[];
  /** Facts, any of which makes a subject that is hidden from the viewer answer all the same. */
  readonly evenHidden?: readonly Fact[];
  /** Anonymous visitors may do this even where the community shows its content to members only. */
  readonly always?: true;
  /** Who asks is not looked at: credentials that are no good do not keep anybody from getting better ones. */
  readonly unasked?: true;
  /** One sentence for the OpenAPI document. */
  readonly doc: string;
}

export type PolicyTable = Record<string, Rule>;

/** Where the viewer is, as far as a rule cares. */
export interface Position {
  readonly standing: Standing;
  /** Whether the viewer may know that the subject exists. */
  readonly visible: boolean;
  readonly facts: ReadonlySet<Fact>;
}

export type Verdict = 'allow' | 'sign_in' | 'hide' | 'forbid';

/** Whether anonymous visitors are turned away before the subject is even looked for. */
export const needsSignIn = ({ who }: Rule): boolean => !who.includes('anonymous');

/** The only place where a rule becomes a yes or a no. The order of the checks is 401, 404, 403. */
export function decide(rule: Rule, { standing, visible, facts }: Position): Verdict {
  const { who, or = [], needs = [], evenHidden = [] } = rule;
  if (standing === 'anonymous' && needsSignIn(rule)) return 'sign_in';
  if (!visible && !evenHidden.some((fact) => facts.has(fact))) return 'hide';
  const named = who.includes(standing) || or.some((fact) => facts.has(fact));
  if (named && needs.every((fact) => facts.has(fact))) return 'allow';
  return standing === 'anonymous' ? 'sign_in' : 'forbid';
}

/** Throws what the verdict means. A subject that is hidden and one that does not exist answer alike. */
export function enforce(verdict: Verdict): void {
  if (verdict === 'sign_in') throw unauthenticated();
  if (verdict === 'hide') throw notFound();
  if (verdict === 'forbid') throw forbidden();
}
