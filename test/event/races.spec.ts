import { type Subject, World } from '../harness/world';
import { standAs, STATUSES, statusOf } from './standing';

const base = ({ id }: Subject) => `/api/v2/event/${id}/`;
const all = <T>(count: number, make: (at: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, at) => make(at)));
const statuses = (answers: readonly { status: number }[]) =>
  answers.map(({ status }) => status).toSorted((a, b) => a - b);

describe('many at once', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());

  /** Counters say what the rows say, open invitations are of the invited, and only subscribers come. */
  async function expectConsistent(event: Subject): Promise<void> {
    const [truth] = await world.db.query<{ subscribers: number; goings: number; open: number; invited: number }>(
      `SELECT count(*) FILTER (WHERE state IN ('member', 'manager', 'creator'))::int AS subscribers,
         count(*) FILTER (WHERE attendance = 'going')::int AS goings,
         count(*) FILTER (WHERE state = 'invited')::int AS invited,
         (SELECT count(*)::int FROM event_invitation WHERE event_id = $1 AND closed_at IS NULL) AS open
       FROM event_membership WHERE event_id = $1`,
      [event.id],
    );
    const { body } = await event.creator.get(base(event));
    expect([body.subscribers_counter, body.goings_counter]).toEqual([truth!.subscribers, truth!.goings]);
    expect(truth!.open).toBe(truth!.invited);
    for (const [path, count] of [
      ['subscribe/', truth!.subscribers],
      ['going/', truth!.goings],
      ['invite/', truth!.invited],
    ] as const) {
      expect((await event.creator.get(base(event) + path)).body.count).toBe(count);
    }
    const [broken] = await world.db.query(
      `SELECT FROM (SELECT user_id FROM event_invitation WHERE event_id = $1 AND closed_at IS NULL) AS open
       WHERE user_id NOT IN (SELECT user_id FROM event_membership WHERE event_id = $1 AND state = 'invited')`,
      [event.id],
    );
    expect(broken).toBeUndefined();
  }

  it.each([3, 50])('%i subscriptions of one person are one', async (count) => {
    const event = await world.event();
    const person = await world.person();
    const answers = await all(count, () => person.http.post(`${base(event)}subscribe/`));
    expect(statuses(answers)).toEqual(Array(count).fill(204));
    expect(await world.outbox('event', event.id)).toHaveLength(1);
    await expectConsistent(event);
  });

  it('fifty requests to get into a private event are one', async () => {
    const event = await world.event({ privacy: 'private' });
    const person = await world.person();
    expect(statuses(await all(50, () => person.http.post(`${base(event)}subscribe/`)))).toEqual(Array(50).fill(204));
    expect((await event.creator.get(`${base(event)}request_subscribe/`)).body.count).toBe(1);
    expect(await world.outbox('event', event.id)).toHaveLength(1);
  });

  it('never downgrade somebody who is going while he subscribes again', async () => {
    const event = await world.event();
    const person = await world.person();
    await standAs(world, event, person.id, 'subscribed');
    const answers = await all(20, (at) => person.http.post(base(event) + (at % 2 ? 'going/' : 'subscribe/')));
    expect(statuses(answers)).toEqual(Array(20).fill(204));
    expect(await statusOf(world, event, person.id)).toBe('going');
    expect((await world.outbox('event', event.id)).map(({ type }) => type)).toEqual(['event.going']);
  });

  it('eight requests that invite the same two hundred people invite each once', async () => {
    const event = await world.event();
    const crowd = await world.people(200);
    const answers = await all(8, (at) =>
      event.creator.post(`${base(event)}invite/`, { users: at % 2 ? crowd : crowd.toReversed() }),
    );
    expect(statuses(answers)).toEqual(Array(8).fill(204));
    expect((await event.creator.get(`${base(event)}invite/`)).body.count).toBe(200);
    expect(await world.outbox('event', event.id)).toHaveLength(200);
    await expectConsistent(event);
  });

  it('eight requests that make the same people come, the manager among them, make each come once', async () => {
    const event = await world.event({ privacy: 'private' });
    const users = [event.creatorId, ...(await world.people(50))];
    const answers = await all(8, (at) =>
      event.creator.post(`${base(event)}going/`, { users: at % 2 ? users : users.toReversed() }),
    );
    expect(statuses(answers)).toEqual(Array(8).fill(204));
    const told = (await world.outbox('event', event.id)).map(({ type }) => type);
    expect(told.filter((type) => type === 'event.going')).toHaveLength(51);
    expect(told.filter((type) => type === 'event.added')).toHaveLength(50);
    expect((await event.creator.get(base(event))).body).toMatchObject({ subscribers_counter: 51, goings_counter: 51 });
    await expectConsistent(event);
  });

  it('accepting against taking the invitation back ends in or out, never in between', async () => {
    for (let n = 0; n < 20; n++) {
      const event = await world.event({ privacy: 'private', visible: n % 2 === 0 });
      const person = await world.person();
      await standAs(world, event, person.id, 'invited');
      const [accepted, removed] = await Promise.all([
        person.http.post(`${base(event)}subscribe/`),
        event.creator.delete(`${base(event)}invite/`, { users: [person.id] }),
      ]);
      expect([204, 404]).toContain(accepted.status);
      expect(removed.status).toBe(204);
      const end = await statusOf(world, event, person.id);
      expect(n % 2 === 0 ? ['requested', 'subscribed'] : ['null', 'subscribed']).toContain(end);
      await expectConsistent(event);
    }
  });

  it('a request against an invitation ends with the person in, whoever came first', async () => {
    for (let n = 0; n < 20; n++) {
      const event = await world.event({ privacy: 'private' });
      const person = await world.person();
      const answers = await Promise.all([
        person.http.post(`${base(event)}subscribe/`),
        event.creator.post(`${base(event)}invite/`, { users: [person.id] }),
      ]);
      expect(statuses(answers)).toEqual([204, 204]);
      expect(await statusOf(world, event, person.id)).toBe('subscribed');
      await expectConsistent(event);
    }
  });

  it('leaving against coming leaves nobody who comes without being in', async () => {
    for (let n = 0; n < 20; n++) {
      const event = await world.event();
      const person = await world.person();
      await standAs(world, event, person.id, 'subscribed');
      const [went, left] = await Promise.all([
        person.http.post(`${base(event)}going/`),
        n % 2
          ? person.http.delete(`${base(event)}subscribe/`)
          : event.creator.delete(`${base(event)}subscribe/?user=${person.id}`),
      ]);
      expect([204, 403]).toContain(went.status);
      expect(left.status).toBe(204);
      expect(await statusOf(world, event, person.id)).toBe('null');
      await expectConsistent(event);
    }
  });

  it('hiding twice at once works once', async () => {
    const event = await world.event();
    const person = await world.person();
    await standAs(world, event, person.id, 'subscribed');
    const answers = await all(10, () => person.http.post(`${base(event)}hide/`));
    expect(statuses(answers)).toEqual([204, ...Array(9).fill(403)]);
    expect(await world.outbox('event', event.id)).toHaveLength(1);
  });

  it('gives every name and slug once when twenty people choose the same', async () => {
    const people = await all(20, () => world.person());
    const body = { start_date: '2031-01-01T10:00:00Z', location: 'virtual' };
    const made = await Promise.all(people.map(({ http }) => http.post('/api/v2/event/', { ...body, name: 'The one' })));
    expect(statuses(made)).toEqual([201, ...Array(19).fill(400)]);
    const slugs = await Promise.all(
      people.map(({ http }, at) => http.post('/api/v2/event/', { ...body, name: `Same slug${'!'.repeat(at)}` })),
    );
    expect(statuses(slugs)).toEqual(Array(20).fill(201));
    expect(new Set(slugs.map(({ body: { slug } }) => slug)).size).toBe(20);
  });

  it('looks again under a lock: whoever waits for a change of privacy goes by the new one', async () => {
    for (const [change, status, state] of [
      [`privacy = 'private'`, 204, 'requested'],
      [`visible = false`, 404, 'none'],
      [`deleted_at = now()`, 404, 'none'],
    ] as const) {
      const event = await world.event();
      const { id, http } = await world.person();
      let answer: Promise<{ status: number }> | undefined;
      await world.db.transaction(async (tx) => {
        await tx.query(`UPDATE event SET ${change} WHERE id = $1`, [event.id]);
        answer = http.post(`${base(event)}subscribe/`);
        await world.somebodyWaits();
      });
      expect([(await answer!).status, await world.stateOf('event', event.id, id)]).toEqual([status, state]);
    }
  });

  it('refuses to let somebody come who was removed while he said so', async () => {
    const event = await world.event();
    const { id, http } = await world.person();
    await standAs(world, event, id, 'subscribed');
    let answer: Promise<{ status: number }> | undefined;
    await world.db.transaction(async (tx) => {
      await tx.query(`DELETE FROM event_membership WHERE event_id = $1 AND user_id = $2`, [event.id, id]);
      answer = http.post(`${base(event)}going/`);
      await world.somebodyWaits();
    });
    expect((await answer!).status).toBe(403);
    await expectConsistent(event);
  });

  it('counts exactly after any history', async () => {
    const event = await world.event({ privacy: 'private' });
    const people = await all(12, () => world.person());
    const random = seeded(20_261_120);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
    const acts = [
      'POST subscribe/',
      'DELETE subscribe/',
      'POST going/',
      'DELETE going/',
      'POST not_going/',
      'DELETE not_going/',
      'POST hide/',
      'POST show/',
    ];
    const step = async (): Promise<{ status: number }> => {
      const person = pick(people);
      const users = [person.id, pick(people).id, event.creatorId];
      if (random() < 0.15) return event.creator.post(`${base(event)}invite/`, { users });
      if (random() < 0.1) return event.creator.delete(`${base(event)}invite/`, { users });
      if (random() < 0.1) return event.creator.post(`${base(event)}going/`, { users });
      if (random() < 0.1) return event.creator.delete(`${base(event)}subscribe/?user=${person.id}`);
      if (random() < 0.05) return event.creator.patch(base(event), { privacy: pick(['public', 'private']) });
      const [method, path] = pick(acts).split(' ') as [string, string];
      return person.http.send(method, base(event) + path);
    };
    for (let round = 0; round < 40; round++) {
      const answers = await all(10, step);
      expect(answers.filter(({ status }) => status >= 500 || status === 400)).toEqual([]);
      if (round % 10 === 9) await expectConsistent(event);
    }
    // Who is going or not is a subscriber, and the status of each is one of those that there are.
    for (const { id } of people) expect(STATUSES).toContain(await statusOf(world, event, id));
  });
});

/** The same random numbers every time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
