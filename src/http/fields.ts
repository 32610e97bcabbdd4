/** Where values come from decides how they are read: only JSON knows types. */
export type Origin = 'query' | 'form' | 'json';

/** One value, or several under the same name. */
export type FieldValues<Value> = Record<string, Value | Value[]>;

const origins = new WeakMap<object, Origin>();

/** Remembers where an object of fields came from. */
export function cameFrom<Fields extends object>(origin: Origin, fields: Fields): Fields {
  origins.set(fields, origin);
  return fields;
}

/** Where an object came from; JSON unless somebody said otherwise. */
export const originOf = (fields: unknown): Origin =>
  (typeof fields === 'object' && fields !== null ? origins.get(fields) : undefined) ?? 'json';

const INDEXED = /^([^[\]]+)\[(\d{0,9})\]$/;

/**
 * Folds the spellings of lists into one: `a[]`, `a[0]` and a repeated `a` all become the list `a`, indexed ones in the
 * order of their index. A name that occurs once and without brackets stays a single value.
 * The result has no prototype, so that no name means anything but itself.
 */
export function foldLists<Value>(pairs: Iterable<readonly [string, Value]>): FieldValues<Value> {
  const found = new Map<string, { isList: boolean; readonly items: { at: number; value: Value }[] }>();
  for (const [name, value] of pairs) {
    const [, plain, index] = INDEXED.exec(name) ?? [];
    const entry = found.get(plain ?? name) ?? { isList: false, items: [] };
    entry.isList ||= plain !== undefined || entry.items.length > 0;
    entry.items.push({ at: index ? Number(index) : entry.items.length, value });
    found.set(plain ?? name, entry);
  }
  const fields: FieldValues<Value> = Object.create(null);
  for (const [name, { isList, items }] of found) {
    if (name === '__proto__') continue;
    fields[name] = isList ? items.toSorted((a, b) => a.at - b.at).map(({ value }) => value) : items[0]!.value;
  }
  return fields;
}

/** Browsers write `undefined` and `null` into addresses where a caller left something out. */
const ABSENT = new Set(['', 'undefined', 'null']);

const NO_PARAMETERS = Object.freeze(cameFrom('query', foldLists<string>([])));

/** The parameters of a query string; empty ones, and the texts `undefined` and `null`, count as absent. */
export function readQuery(query: string): FieldValues<string> {
  if (query === '') return NO_PARAMETERS;
  const pairs = [...new URLSearchParams(query)].filter(([, value]) => !ABSENT.has(value));
  return cameFrom('query', foldLists(pairs));
}
