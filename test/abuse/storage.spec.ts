import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

import { openRedisStorage } from '../../src/throttle/redis-storage';
import { WindowStorage } from '../../src/throttle/window-storage';

describe('hits that are counted in the process', () => {
  it('are let through up to the limit, until the window ends', async () => {
    let now = 1000;
    const storage = new WindowStorage(() => now);
    const hit = () => storage.increment('key', 10_000, 2);
    expect([(await hit()).isBlocked, (await hit()).isBlocked]).toEqual([false, false]);
    now += 4000;
    expect(await hit()).toEqual({ totalHits: 3, timeToExpire: 6, isBlocked: true, timeToBlockExpire: 6 });
    expect((await storage.increment('another', 10_000, 2)).isBlocked).toBe(false);
    now += 6000;
    expect(await hit()).toMatchObject({ totalHits: 1, isBlocked: false });
  });

  it('are forgotten when their window is over', async () => {
    let now = 1000;
    const storage = new WindowStorage(() => now);
    for (let key = 0; key < 100; key++) await storage.increment(String(key), 10_000, 2);
    now += 20_000;
    await storage.increment('late', 10_000, 2);
    expect(storage.size).toBe(1);
  });
});

describe('hits that are counted in Redis', () => {
  it('are counted by the process itself while Redis does not answer', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    for (const url of ['redis://127.0.0.1:1', `redis://127.0.0.1:${port}`]) {
      const storage = await openRedisStorage(url);
      const begun = Date.now();
      const hits = [];
      for (let hit = 0; hit < 3; hit++) hits.push((await storage.increment('key', 10_000, 2)).isBlocked);
      expect(hits).toEqual([false, false, true]);
      expect(Date.now() - begun).toBeLessThan(5000);
      storage.onApplicationShutdown();
    }
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  const url = process.env['TEST_REDIS_URL'];
  (url === undefined ? it.skip : it)('are counted for all processes together (TEST_REDIS_URL)', async () => {
    const key = `test ${Date.now()}`;
    const [one, other] = [await openRedisStorage(url!), await openRedisStorage(url!)];
    for (const storage of [one, other]) await storage.connected();
    expect((await one.increment(key, 10_000, 2)).isBlocked).toBe(false);
    expect((await other.increment(key, 10_000, 2)).isBlocked).toBe(false);
    expect(await one.increment(key, 10_000, 2)).toMatchObject({ totalHits: 3, isBlocked: true, timeToBlockExpire: 10 });
    for (const storage of [one, other]) storage.onApplicationShutdown();
  });
});
