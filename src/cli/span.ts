const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** The seconds in a span such as `90s`, `15m`, `1h` or `7d`; null for anything else, and for none at all. */
export function secondsIn(span: string): number | null {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(span.trim()) ?? [];
  const seconds = Number(count) * (SECONDS[unit] ?? NaN);
  return seconds > 0 ? seconds : null;
}
