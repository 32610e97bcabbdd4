import { Client as PgClient } from 'pg';

import { World } from '../harness/world';

/** What a connection was sent, in order; what went out before the answer to the one before it came is marked with `&`. */
async function sent(work: () => Promise<unknown>): Promise<string[]> {
  const log: string[] = [];
  let unanswered = 0;
  const original = PgClient.prototype.query;
  PgClient.prototype.query = function (this: PgClient, ...args: any[]) {
    const text: string = (typeof args[0] === 'string' ? args[0] : args[0].text).trim();
    log.push(`${unanswered++ > 0 ? '& ' : ''}${text}`);
    const answer = (original as any).apply(this, args);
    const answered = () => unanswered--;
    answer.then(answered, answered);
    return answer;
  } as typeof original;
  try {
    await work();
  } finally {
    PgClient.prototype.query = original;
  }
  return log;
}

describe('a transaction', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
    await world.db.query(`CREATE TABLE kept (word text PRIMARY KEY)`);
  });
  afterAll(() => world.stop());
  afterEach(() => world.db.query(`DELETE FROM kept`));

  const keep = `INSERT INTO kept VALUES ($1)`;
  const kept = async () =>
    (await world.db.query<{ word: string }>(`SELECT word FROM kept ORDER BY 1`)).map((r) => r.word);

  it('waits for as few answers as it can', async () => {
    const log = await sent(() =>
      world.db.transaction(async (tx) => {
        tx.last(keep, ['c']);
        await tx.query(keep, ['a']);
        await tx.query(`SELECT 1`);
        tx.last(keep, ['d']);
      }),
    );
    expect(log).toEqual(['BEGIN', `& ${keep}`, 'SELECT 1', keep, `& ${keep}`, '& COMMIT']);
    expect(await kept()).toEqual(['a', 'c', 'd']);
  });

  it('writes what was kept back after everything else', async () => {
    await world.db.transaction(async (tx) => {
      tx.last(`DELETE FROM kept WHERE word = $1`, ['a']);
      await tx.query(keep, ['a']);
    });
    expect(await kept()).toEqual([]);
  });

  it.each<[string, (tx: Parameters<Parameters<World['db']['transaction']>[0]>[0]) => Promise<unknown>, string]>([
    [
      'one that was kept back',
      async (tx) => {
        await tx.query(keep, ['a']);
        tx.last(keep, ['a']);
        tx.last(keep, ['b']);
      },
      '23505',
    ],
    ['its first', (tx) => tx.query(`SELECT 1 / $1::int`, [0]), '22012'],
    [
      'one in its middle',
      async (tx) => {
        tx.last(keep, ['b']);
        await tx.query(keep, ['a']);
        await tx.query(keep, ['a']);
      },
      '23505',
    ],
  ])('is undone whole and says why when %s of its statements fails', async (_, work, code) => {
    await expect(world.db.transaction(work)).rejects.toMatchObject({ code });
    expect(await kept()).toEqual([]);
  });

  it('leaves a connection behind that works when it was undone', async () => {
    for (let round = 0; round < 30; round++) {
      const failing = world.db.transaction(async (tx) => {
        await tx.query(keep, ['a']);
        tx.last(keep, ['a']);
      });
      await expect(failing).rejects.toMatchObject({ code: '23505' });
      await world.db.transaction(async (tx) => {
        await tx.query(`SELECT 1`);
        tx.last(keep, [`round ${round}`]);
      });
    }
    expect(await kept()).toHaveLength(30);
  });

  it('is played again when what was kept back met a deadlock', async () => {
    await world.db.transaction(async (tx) => {
      await tx.query(keep, ['a']);
      await tx.query(keep, ['b']);
    });
    const touch = `UPDATE kept SET word = word WHERE word = $1`;
    // Each holds one row before it asks, with COMMIT, for the other's.
    let holding = 0;
    let both!: () => void;
    const met = new Promise<void>((resolve) => (both = resolve));
    let attempts = 0;
    const cross = (first: string, second: string) =>
      world.db.transaction(async (tx) => {
        attempts++;
        await tx.query(touch, [first]);
        if (++holding === 2) both();
        await met;
        tx.last(touch, [second]);
      });
    await Promise.all([cross('a', 'b'), cross('b', 'a')]);
    expect(attempts).toBe(3);
  });
});
