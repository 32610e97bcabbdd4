import { decide, type Fact, type PolicyTable, type Rule } from './policy';
import { type Standing, STANDINGS } from './standing';
import type { VisibilityTable } from './visibility';

const CELL = { allow: '✓', sign_in: '401', hide: '404', forbid: '403' } as const;
type Cell = (typeof CELL)[keyof typeof CELL];

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/**
 * A policy as a reader sees it: for each kind of subject, who gets which answer to each action. A cell that depends on
 * facts shows the answer when none of them holds, and behind a slash the answer when all of them do.
 */
export function renderMatrix(title: string, policy: PolicyTable, visibility: VisibilityTable): string {
  const parts = Object.entries(visibility).map(([kind, seenBy]) =>
    [
      `### ${title}: ${kind || 'draft'}`,
      '',
      row(['action', ...STANDINGS, 'facts']),
      row(['---', ...STANDINGS.map(() => ':-:'), '---']),
      ...Object.entries(policy).map(([action, rule]) =>
        row([action, ...STANDINGS.map((standing) => cellOf(rule, standing, seenBy.includes(standing))), factsOf(rule)]),
      ),
    ].join('\n'),
  );
  return parts.join('\n\n');
}

function cellOf(rule: Rule, standing: Standing, visible: boolean): string {
  const cell = (facts: readonly Fact[]): Cell => CELL[decide(rule, { standing, visible, facts: new Set(facts) })];
  const [without, withAll] = [cell([]), cell([...(rule.needs ?? []), ...(rule.or ?? []), ...(rule.evenHidden ?? [])])];
  return without === withAll ? without : `${without}/${withAll}`;
}

const factsOf = ({ needs = [], or = [], evenHidden = [] }: Rule): string =>
  [...needs, ...or.map((fact) => `or ${fact}`), ...evenHidden.map((fact) => `even hidden: ${fact}`)].join(', ');
