import { type Subject, World } from '../harness/world';

const invite = ({ id }: Subject) => `/api/v2/course/${id}/invite/`;

describe('walking a list with a cursor', () => {
  let world: World;
  let course: Subject;
  beforeAll(async () => {
    world = await World.start();
    course = await world.course({ privacy: 'private' });
    // All at the same instant, so that only the id tells them apart.
    await course.creator.post(invite(course), { users: await world.people(45) });
    for (const id of await world.people(5)) await course.creator.post(invite(course), { users: [id] });
  });
  afterAll(() => world.stop());

  async function walk(from: string, between?: () => Promise<unknown>): Promise<{ ids: number[]; pages: number }> {
    const ids: number[] = [];
    let pages = 0;
    for (let next: string | null = from; next; pages++) {
      const { status, body } = await course.creator.get(next);
      expect(status).toBe(200);
      expect(Object.keys(body)).toEqual(['count', 'next', 'previous', 'results']);
      ids.push(...body.results.map(({ id }: { id: number }) => id));
      next = body.next && body.next.slice(world.origin.length);
      if (pages === 0) await between?.();
    }
    return { ids, pages };
  }

  it('meets everybody once, in the order of the pages by offset', async () => {
    const { body } = await course.creator.get(`${invite(course)}?limit=100`);
    const { ids, pages } = await walk(`${invite(course)}?cursor=start&limit=7`);
    expect(ids).toEqual(body.results.map(({ id }: { id: number }) => id));
    expect([ids.length, new Set(ids).size, pages]).toEqual([50, 50, 8]);
  });

  it('says the whole count on every page and keeps the other parameters', async () => {
    const { body } = await course.creator.get(`${invite(course)}?statuses=invited&cursor=start&limit=20`);
    expect(body).toMatchObject({ count: 50, previous: null });
    expect(body.next).toMatch(/\?statuses=invited&limit=20&cursor=[\w-]+$/);
  });

  it('passes nobody over when others come and go on the way, as pages by offset do', async () => {
    const { body } = await course.creator.get(`${invite(course)}?limit=100`);
    const before: number[] = body.results.map(({ id }: { id: number }) => id);
    const newcomers = await world.people(3);
    const { ids } = await walk(`${invite(course)}?cursor=start&limit=10`, () =>
      Promise.all([
        course.creator.post(invite(course), { users: newcomers }),
        course.creator.delete(invite(course), { users: before.slice(0, 3) }),
      ]),
    );
    expect(ids).toEqual(before);
  });

  it('walks people found by name', async () => {
    for (const real_name of ['Ann Walker', 'Bea Walker', 'Cy Stander', 'Di Walker']) {
      const person = await world.person({ real_name });
      await person.http.post(`/api/v2/course/${course.id}/join/`);
    }
    const { ids, pages } = await walk(`/api/v2/course/${course.id}/request_join/?search=walker&cursor=start&limit=2`);
    expect([new Set(ids).size, pages]).toEqual([3, 2]);
  });

  it('walks the subscribers of an event', async () => {
    const event = await world.event();
    await event.creator.post(`/api/v2/event/${event.id}/going/`, { users: await world.people(12) });
    const first = await event.creator.get(`/api/v2/event/${event.id}/going/?cursor=start&limit=8`);
    const second = await event.creator.get(first.body.next.slice(world.origin.length));
    expect([first.body.results.length, second.body.results.length, second.body.next]).toEqual([8, 4, null]);
  });

  const refusal = async (cursor: string) => {
    const { status, body } = await course.creator.get(`${invite(course)}?cursor=${cursor}`);
    return [status, body.errors?.[0].field, body.errors?.[0].messages[0].code];
  };

  it.each(['nonsense', 'bnVsbA', '..%2F', 'start%20'])('refuses %s', async (cursor) => {
    expect(await refusal(cursor)).toEqual([400, 'cursor', 'invalid']);
  });

  it.each([
    [[]],
    [[1, 2]],
    [['-since']],
    [['-since', '2026-01-01T00:00:00']],
    [['-since', 1, '2026-01-01T00:00:00']],
    [['-since', '2026-01-01T00:00:00', 1, 1]],
    [['since', '2026-01-01T00:00:00', 1]],
    [['-since', '2026-99-99T00:00:00', 1]],
    [['-since', '0000-01-01T00:00:00', 1]],
    [['-since', '2026-01-01T00:00:00+99:99', 1]],
    [['-since', 'now', 1]],
    [['-since', null, 1]],
    [['-since', '2026-01-01T00:00:00', '1']],
    [['-since', '2026-01-01T00:00:00', 10 ** 15]],
    [['-since', '2026-01-01T00:00:00', 1.5]],
  ])('refuses %j where a place should be', async (place) => {
    expect(await refusal(Buffer.from(JSON.stringify(place)).toString('base64url'))).toEqual([400, 'cursor', 'invalid']);
  });

  it.each([
    ['-since', '2026-01-01T00:00:00', 1],
    ['-since', '10000-01-01T00:59:59.123456', 1],
  ])('goes on behind %s, %s, %s, whether or not anybody is there', async (...place) => {
    expect(await refusal(Buffer.from(JSON.stringify(place)).toString('base64url'))).toEqual([
      200,
      undefined,
      undefined,
    ]);
  });
});
