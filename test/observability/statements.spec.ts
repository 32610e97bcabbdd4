import { Writable } from 'node:stream';

import { World } from '../harness/world';

const lines: string[] = [];
const sink = new Writable({
  write(line: Buffer, _encoding, done) {
    lines.push(line.toString());
    done();
  },
});

describe('statements', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start({ SLOW_QUERY_MS: '150', DATABASE_TIMEOUT: '600', LOG_LEVEL: 'info' }, sink);
  });
  afterAll(() => world.stop());

  /** Runs `work` while the courses are locked; they are let go after `ms`. */
  async function whileLocked(ms: number, work: () => Promise<{ status: number }>) {
    const release = await world.holdTable('course');
    const released = new Promise((resolve) => setTimeout(() => resolve(release()), ms));
    const answer = await work();
    await released;
    return answer;
  }

  it('that are slow are logged with the route and the request, without values', async () => {
    const course = await world.course();
    const answer = await whileLocked(300, () => world.visitor.get(`/api/v2/course/${course.id}/?view=user`));
    expect(answer.status).toBe(200);
    const slow = lines.map((line) => JSON.parse(line)).find(({ msg }) => msg === 'slow query');
    expect(slow).toMatchObject({
      level: 40,
      method: 'GET',
      path: expect.stringContaining(`/api/v2/course/${course.id}`),
      ms: expect.any(Number),
      query: expect.stringContaining('SELECT'),
      reqId: expect.any(String),
    });
  });

  it('that take too long are given up, and the caller is told to come back', async () => {
    const course = await world.course();
    const answer = await whileLocked(2000, () => world.visitor.get(`/api/v2/course/${course.id}/`));
    expect(answer.status).toBe(503);
  });

  it('that take too long do not go on at the server', async () => {
    const course = await world.course();
    const release = await world.holdTable('course');
    expect((await world.visitor.get(`/api/v2/course/${course.id}/`)).status).toBe(503);
    const waiting = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    expect(await world.db.query(waiting)).toEqual([]);
    await release();
  });

  it('fail alone when their connection is lost between two of them', async () => {
    const lost = world.db.transaction(async (tx) => {
      const [own] = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await world.db.query('SELECT pg_terminate_backend($1)', [own!.pid]);
      await new Promise((resolve) => setTimeout(resolve, 100));
      await tx.query('SELECT 1');
    });
    await expect(lost).rejects.toThrow();
    expect((await world.visitor.get('/api/v2/course/search/')).status).toBe(200);
  });
});
