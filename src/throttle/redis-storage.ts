import { once } from 'node:events';

import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import type { Redis } from 'ioredis';

import { type Hit, verdict, WindowStorage } from './window-storage';

/** Counts a hit; the first of a window sets its end. Answers the hits and the milliseconds that are left. */
const COUNT = `
  local hits = redis.call('INCR', KEYS[1])
  if hits == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
  return {hits, redis.call('PTTL', KEYS[1])}`;

const PATIENCE_MS = 500;

/**
 * Counts in a Redis server, for all processes together. While it does not answer, each process counts by itself: a
 * cache that is down must not take the service with it, nor open it to everybody.
 */
export class RedisStorage implements ThrottlerStorage, OnApplicationShutdown {
  private readonly logger = new Logger(RedisStorage.name);
  private readonly alone = new WindowStorage();
  private reachable = true;

  constructor(private readonly redis: Redis) {
    // Without a listener a lost connection would be an uncaught error; requests find out by themselves.
    redis.on('error', () => undefined);
  }

  async increment(key: string, ttl: number, limit: number): Promise<Hit> {
    try {
      const answer: unknown = await this.redis.eval(COUNT, 1, `convene:throttle:${key}`, ttl);
      const [hits, left] = Array.isArray(answer) ? answer.map(Number) : [];
      this.note(true);
      return verdict(hits ?? 1, left ?? ttl, limit);
    } catch {
      this.note(false);
      return this.alone.increment(key, ttl, limit);
    }
  }

  /** Resolves once the server answers. */
  async connected(): Promise<void> {
    if (this.redis.status !== 'ready') await once(this.redis, 'ready');
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }

  private note(reachable: boolean): void {
    if (reachable === this.reachable) return;
    this.reachable = reachable;
    if (reachable) this.logger.log('Redis answers again; requests are counted for all processes together');
    else this.logger.warn('Redis does not answer; each process counts requests by itself');
  }
}

/** Opens the storage at `url`. The client is loaded only where it is used. */
export async function openRedisStorage(url: string): Promise<RedisStorage> {
  const { Redis: Client } = await import('ioredis');
  return new RedisStorage(
    new Client(url, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
      commandTimeout: PATIENCE_MS,
      connectTimeout: 5000,
    }),
  );
}
