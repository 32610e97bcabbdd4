import type { ThrottlerStorage } from '@nestjs/throttler';

/** What a limiter learns from counting one more hit. */
export type Hit = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** The verdict on a hit that was the `hits`-th in a window that ends in `left` milliseconds. */
export function verdict(hits: number, left: number, limit: number): Hit {
  const seconds = Math.max(1, Math.ceil(left / 1000));
  const isBlocked = hits > limit;
  return { totalHits: hits, timeToExpire: seconds, isBlocked, timeToBlockExpire: isBlocked ? seconds : 0 };
}

interface Window {
  hits: number;
  readonly endsAt: number;
}

/**
 * Counts in this process. The window of a key begins with its first hit; whoever is over the limit waits for its end.
 * One number for each key, where the library's own storage keeps the time of every hit and looks at all of them.
 */
export class WindowStorage implements ThrottlerStorage {
  private readonly windows = new Map<string, Window>();
  private sweepAt = 0;

  constructor(private readonly now: () => number = Date.now) {}

  increment(key: string, ttl: number, limit: number): Promise<Hit> {
    const now = this.now();
    this.sweep(now, ttl);
    let window = this.windows.get(key);
    if (!window || window.endsAt <= now) this.windows.set(key, (window = { hits: 0, endsAt: now + ttl }));
    window.hits++;
    return Promise.resolve(verdict(window.hits, window.endsAt - now, limit));
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.windows.size;
  }

  /** Forgets what is over, once in a window. */
  private sweep(now: number, ttl: number): void {
    if (now < this.sweepAt) return;
    this.sweepAt = now + ttl;
    for (const [key, { endsAt }] of this.windows) if (endsAt <= now) this.windows.delete(key);
  }
}
