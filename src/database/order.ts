import { DateTime } from 'luxon';

import type { Place } from '../http/cursor';
import { invalidField } from '../http/domain-error';
import type { Slice } from '../http/page';
import { isInt4 } from '../http/wire-values';

/** How values of a key travel in a cursor, and which of them could have come from here. */
const TYPES = {
  int: { sent: (sql: string) => sql, bound: (value: string) => `${value}::int`, fits: isInt4 },
  text: { sent: (sql: string) => sql, bound: (value: string) => `${value}::text`, fits: isText },
  boolean: { sent: (sql: string) => sql, bound: (value: string) => `${value}::boolean`, fits: isBoolean },
  // To the microsecond, and in words that mean the same in every session.
  time: {
    sent: (sql: string) => `${sql} AT TIME ZONE 'UTC'`,
    bound: (value: string) => `(${value}::timestamp AT TIME ZONE 'UTC')`,
    fits: isTime,
  },
} as const;

/** An expression that is never NULL, and its type. Never input. */
export type OrderKey = readonly [sql: string, type: keyof typeof TYPES];

/** An order of rows, none of which it leaves in doubt: the last key is unique. Behind a minus all of them descend. */
export interface Order {
  readonly name: string;
  readonly keys: readonly [OrderKey, ...OrderKey[]];
}

/** Hands a value to a statement and returns its placeholder. */
export type Bind = (value: unknown) => string;

/** The parts of a statement that reads one page of a list. */
export interface Cut {
  /** The condition, with an AND before it, that a row comes behind the cursor; empty without one. */
  readonly behind: string;
  readonly orderBy: string;
  /** Ends a query of the page itself. */
  readonly limits: string;
  /** Ends a query of a part of the list, several of which are merged into the page. */
  readonly partLimits: string;
  /** A column, with a comma before it, from which `Database.page` learns the place of a row; empty unless somebody walks. */
  readonly place: string;
}

/**
 * Cuts a slice out of a list, by offset or on behind the place where a walk stands. Behind a place nothing is passed over
 * and nothing repeated, whatever is added or removed elsewhere, and the rows before it need not be read.
 * Throws 400 on `cursor` when it belongs to another order.
 */
export function cutSql(order: Order, { limit, offset, cursor }: Slice, bind: Bind): Cut {
  const direction = order.name.startsWith('-') ? ' DESC' : '';
  const [rows, skipped] = [bind(limit), bind(cursor ? 0 : offset)];
  const orderBy = `ORDER BY ${order.keys.map(([sql]) => sql + direction).join(', ')}`;
  return {
    behind: cursor?.after ? ` AND ${behindSql(order, cursor.after, bind)}` : '',
    orderBy,
    limits: `${orderBy} LIMIT ${rows} OFFSET ${skipped}`,
    partLimits: `${orderBy} LIMIT ${rows}::bigint + ${skipped}::bigint`,
    place: cursor ? `, ${placeSql(order)} AS page_place` : '',
  };
}

function behindSql({ name, keys }: Order, [of, ...values]: Place, bind: Bind): string {
  const fits =
    of === name && values.length === keys.length && keys.every(([, type], at) => TYPES[type].fits(values[at]));
  if (!fits) throw invalidField('cursor', 'invalid', 'Not a cursor of this list in this order.');
  const bound = keys.map(([, type], at) => TYPES[type].bound(bind(values[at])));
  const comparison = name.startsWith('-') ? '<' : '>';
  return `(${keys.map(([sql]) => sql).join(', ')}) ${comparison} (${bound.join(', ')})`;
}

const placeSql = ({ name, keys }: Order): string =>
  `json_build_array('${name}', ${keys.map(([sql, type]) => TYPES[type].sent(sql)).join(', ')})`;

function isText(value: unknown): boolean {
  return typeof value === 'string' && !value.includes('\0');
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean';
}

/** As PostgreSQL writes it into JSON. An event that starts on the last day of the year 9999 may end in the year after. */
function isTime(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4,5}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?$/.test(value)) return false;
  const { isValid, year } = DateTime.fromISO(`+${value.padStart(value.length + 6 - value.indexOf('-'), '0')}`);
  return isValid && year > 0;
}
