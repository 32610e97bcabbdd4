import { invalid } from './domain-error';

const malformed = (message: string): Error => invalid({ code: 'parse_error', message });

/**
 * Parses JSON that a stranger wrote: 400 `parse_error` when it is malformed or nested deeper than `depth`.
 * Keys called `__proto__` or `constructor` are dropped: whoever copies the result must not change a prototype by it, nor
 * take what a stranger wrote for a class.
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

const DANGEROUS = ['__proto__', 'constructor'];

function sweep(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth === 0) throw malformed('JSON is nested too deeply.');
  for (const key of DANGEROUS) if (Object.hasOwn(value, key)) Reflect.deleteProperty(value, key);
  for (const inner of Object.values(value)) sweep(inner, depth - 1);
}
