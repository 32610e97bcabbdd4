import { invalid } from './domain-error';

const malformed = (message: string): Error => invalid({ code: 'parse_error', message });

/**
 * Parses JSON that a stranger wrote: 400 `parse_error` when it is malformed or nested deeper than `depth`.
 * Keys called `__proto__` are dropped, so that copying the result cannot change a prototype.
 */
export function parseJson(text: string, depth: number): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed('JSON parse error.');
  }
  sweep(value, depth);
  return value;
}

function sweep(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth === 0) throw malformed('JSON is nested too deeply.');
  if (Object.hasOwn(value, '__proto__')) Reflect.deleteProperty(value, '__proto__');
  for (const inner of Object.values(value)) sweep(inner, depth - 1);
}
