import { DateTime } from 'luxon';

import { parseJson } from './json';

/** The integers that an `integer` column holds. */
export const INT4 = { min: -2_147_483_648, max: 2_147_483_647 } as const;

export const isInt4 = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= INT4.min && value <= INT4.max;

/** Numeric text becomes a number; whatever is no integer stays as it is, for the check to refuse. */
export function readWhole(value: unknown): unknown {
  return typeof value === 'string' && /^\s*[+-]?\d{1,15}\s*$/.test(value) ? Number(value) : value;
}

/** Numeric text becomes a number; whatever is no decimal number stays as it is. */
export function readDecimal(value: unknown): unknown {
  return typeof value === 'string' && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value) ? Number(value) : value;
}

const YES = new Set(['true', 't', 'yes', 'y', 'on', '1']);
const NO = new Set(['false', 'f', 'no', 'n', 'off', '0']);

/** The spellings of yes and no that forms use, in any case, and 1 and 0. */
export function readFlag(value: unknown): unknown {
  const word = typeof value === 'string' || typeof value === 'number' ? String(value).trim().toLowerCase() : value;
  if (typeof word !== 'string') return value;
  return YES.has(word) ? true : NO.has(word) ? false : value;
}

const DATE_TIME = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?\s?(Z|[+-]\d\d(:?\d\d)?)?)?$/i;

/**
 * An ISO 8601 date-time as a Date. Without an offset it is taken in the site's time zone (luxon's default zone, set
 * when the adapter is made); a bare date is its midnight. Impossible dates stay text.
 */
export function readDate(value: unknown): unknown {
  if (typeof value !== 'string' || !DATE_TIME.test(value.trim())) return value;
  const date = DateTime.fromISO(value.trim().replace(' ', 'T').replace(/\s/, ''));
  // There is no year 0 in the database.
  return date.isValid && date.toUTC().year > 0 && date.toUTC().year < 10_000 ? date.toJSDate() : value;
}

/** A number is an acceptable text, as it is for forms; surrounding blanks are dropped. */
export function readText(value: unknown): unknown {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' ? text.trim() : text;
}

/** Text that holds JSON, for fields of forms; text that is not JSON stays text. */
export function readJson(value: unknown, depth = 32): unknown {
  if (typeof value !== 'string') return value;
  try {
    return parseJson(value, depth);
  } catch {
    return value;
  }
}

/**
 * A list out of a form or a query, where it may be one value, several, comma-joined, or one JSON text.
 * JSON text that is no list stays what it is, for the check to refuse.
 */
export function readList(value: unknown): unknown {
  return Array.isArray(value) ? value.flatMap((item: unknown) => spreadItem(item)) : spreadItem(value);
}

function spreadItem(item: unknown): unknown {
  if (typeof item !== 'string') return item;
  const text = item.trim();
  if (text === '') return [];
  if (text.startsWith('[') || text.startsWith('{')) return readJson(text);
  const parts = text.split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '');
}

/** Each number once, in the order of its first appearance. A list with anything else in it stays as it is. */
export function readIds(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const ids = value.map(readWhole);
  return ids.every(isInt4) ? [...new Set(ids)] : ids;
}
