import { type Standing, STANDINGS } from './standing';

/** For each kind of subject, who knows that it exists. To everybody else it answers 404 and no list shows it. */
export type VisibilityTable<Kind extends string = string> = Readonly<Record<Kind, readonly Standing[]>>;

/**
 * The visibility table as a SQL condition, for lists. Both arguments are SQL expressions, never input:
 * `kind` gives the subject's key in the table, `standing` the viewer's standing towards it.
 */
export function visibleSql(visibility: VisibilityTable, kind: string, standing: string): string {
  const quoted = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ');
  const cases = Object.entries(visibility).map(([value, seenBy]) =>
    seenBy.length === STANDINGS.length
      ? `${kind} = '${value}'`
      : `(${kind} = '${value}' AND ${standing} IN (${quoted(seenBy)}))`,
  );
  return `(${cases.join(' OR ')})`;
}
