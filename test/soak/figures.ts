import { appendFileSync } from 'node:fs';

/** Notes something that was counted; the reporter prints all of it when the run is over. */
export function figure(name: string, value: number | string): void {
  const file = process.env['SOAK_FIGURES'];
  if (file)
    appendFileSync(file, `${JSON.stringify([name, typeof value === 'number' ? value.toLocaleString('en') : value])}\n`);
}

/** How long a long test may be shortened for a first look: `SOAK_SCALE=0.01`. */
export const scaled = (count: number): number =>
  Math.max(1, Math.round(count * Number(process.env['SOAK_SCALE'] ?? 1)));
