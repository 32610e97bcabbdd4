import { Injectable } from '@nestjs/common';

import { Database } from '../database/database';

/** One event as a consumer gets it. */
export interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly subject_kind: 'course' | 'event';
  readonly subject_id: number;
  readonly user_id: number | null;
  readonly actor_id: number | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly created_at: Date;
}

/** The last id that was given out at some time, and a transaction that is younger than all that got one. */
interface Fence {
  readonly id: string;
  readonly transaction: string;
}

/**
 * Reads the outbox in the order of its ids, never an event past one that may still be committed with a smaller id.
 *
 * Of two changes of which one could know of the other, the later has the larger id: the id is taken after the rows of
 * the change are locked. But ids become visible in the order of the commits, so whoever simply reads on from the largest
 * id that he saw skips what was slower. Here nothing is read beyond a fence: an id up to which ids had been given out
 * before some transaction began, all older ones of which are over.
 */
@Injectable()
export class OutboxReader {
  private fence: Fence | undefined;
  private settled = '0';

  constructor(private readonly db: Database) {}

  /**
   * The next events after the one with the id `after` (`'0'` for the first), at most `limit`. Empty when there are none,
   * or when the next one is younger than a transaction that is still under way: ask again in a moment.
   */
  async readAfter(after: string, limit = 100): Promise<readonly StoredEvent[]> {
    await this.settle();
    return this.db.query<StoredEvent>(
      `SELECT id, type, subject_kind, subject_id, user_id, actor_id, before, after, created_at
       FROM outbox_event WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3`,
      [after, this.settled, limit],
    );
  }

  /** Moves the fence on when everything behind it has come to an end. */
  private async settle(): Promise<void> {
    this.fence ??= await this.newFence();
    if (!this.fence) return;
    const [now] = await this.db.query<{ over: boolean }>(
      `SELECT pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8 AS over`,
      [this.fence.transaction],
    );
    if (!now!.over) return;
    this.settled = this.fence.id;
    this.fence = undefined;
  }

  /** Two statements, because the ids must have been given out before the younger transaction begins. */
  private async newFence(): Promise<Fence | undefined> {
    const [given] = await this.db.query<{ id: string }>(`SELECT last_value AS id FROM outbox_event_id_seq`);
    if (given!.id === this.settled) return undefined;
    const [younger] = await this.db.query<{ id: string }>(`SELECT pg_current_xact_id()::text AS id`);
    return { id: given!.id, transaction: younger!.id };
  }
}
