/** Columns and their values, for statements whose fields are optional. Names of columns are constants, never input. */
export interface Assignment {
  readonly columns: readonly string[];
  readonly values: readonly unknown[];
}

/** Those of `columns` that `fields` has a value for. What is absent is left alone; null is a value. */
export function assign(fields: Readonly<Record<string, unknown>>, columns: readonly string[]): Assignment {
  const set = columns.filter((column) => fields[column] !== undefined);
  return { columns: set, values: set.map((column) => fields[column]) };
}

/** `a = $2, b = $3` for UPDATE; `first` is the number of the first parameter. */
export const setSql = ({ columns }: Assignment, first: number): string =>
  columns.map((column, at) => `${column} = $${at + first}`).join(', ');

/** `$2, $3` for INSERT. */
export const placesSql = ({ columns }: Assignment, first: number): string =>
  columns.map((_, at) => `$${at + first}`).join(', ');
