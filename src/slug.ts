import slugify from 'slugify';

import type { Tx } from './database/database';

/** What a name becomes in an address: plain letters and digits joined by hyphens, never empty. */
export const slugOf = (name: string, fallback: string): string =>
  slugify(name, { lower: true, strict: true }).slice(0, 200) || fallback;

/**
 * A slug for `name` that no course or event has at this moment: the plain one, or the first with a number behind it
 * that is free. Two transactions may still choose the same; the unique index lets one of them win, and the other runs
 * again (see `withFreeSlug`).
 */
export async function freeSlug(tx: Tx, table: 'course' | 'event', name: string): Promise<string> {
  const plain = slugOf(name, table);
  const taken = await tx.query<{ slug: string }>(
    `SELECT slug FROM ${table} WHERE deleted_at IS NULL AND slug >= $1 AND slug < $1 || '~'`,
    [plain],
  );
  const slugs = new Set(taken.map(({ slug }) => slug));
  if (!slugs.has(plain)) return plain;
  let number = 2;
  while (slugs.has(`${plain}-${number}`)) number++;
  return `${plain}-${number}`;
}

/** Runs `work` again while it loses the race for a generated slug to somebody else. */
export async function withFreeSlug<T>(table: 'course' | 'event', work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const lost = error instanceof Error && 'constraint' in error && error.constraint === `${table}_slug_once`;
      if (!lost) throw error;
    }
  }
}
