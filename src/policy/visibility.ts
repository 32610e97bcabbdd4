import { type Standing, STANDINGS } from './standing';

/** For each kind of subject, who knows that it exists. To everybody else it answers 404 and no list shows it. */
export type VisibilityTable<Kind extends string = string> = Readonly<Record<Kind, readonly Standing[]>>;

/** The kinds of subjects that everybody knows of. */
export const visibleToAll = <Kind extends string>(visibility: VisibilityTable<Kind>): Kind[] =>
  (Object.keys(visibility) as Kind[]).filter((kind) => visibility[kind].length === STANDINGS.length);

/**
 * The visibility table as a SQL condition, for lists. `kind` is a SQL expression of the subject's key in the table, or
 * gives for each key the condition that a subject has it; `standing` is an expression of the viewer's standing towards
 * it. None of them is ever input.
 */
export function visibleSql<Kind extends string>(
  visibility: VisibilityTable<Kind>,
  kind: string | ((kind: Kind) => string),
  standing: string,
): string {
  const quoted = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ');
  const has = typeof kind === 'function' ? kind : (value: Kind) => `${kind} = '${value}'`;
  const cases = (Object.entries(visibility) as [Kind, readonly Standing[]][]).map(([value, seenBy]) =>
    seenBy.length === STANDINGS.length ? has(value) : `(${has(value)} AND ${standing} IN (${quoted(seenBy)}))`,
  );
  return `(${cases.join(' OR ')})`;
}
