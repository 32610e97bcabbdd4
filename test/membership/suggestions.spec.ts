import { World } from '../harness/world';

describe('the people whom one might invite', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());

  /** A course or event whose creator follows everybody here but `anna` and `bert`. */
  async function scene(kind: 'course' | 'event') {
    const subject = await world[kind]({ privacy: 'private' });
    const people = new Map<string, number>();
    for (const name of ['zoe', 'anna', 'friend', 'bert', 'invited', 'blocked']) {
      const { id } = await world.person({
        username: `${name}-${kind}`,
        status: name === 'blocked' ? 'blocked' : 'active',
      });
      people.set(name, id);
      if (!['anna', 'bert'].includes(name)) {
        const follows = `INSERT INTO user_follow (follower_id, followed_id) VALUES ($1, $2)`;
        await world.db.query(follows, [subject.creatorId, id]);
      }
    }
    await subject.creator.post(`/api/v2/${kind}/${subject.id}/invite/`, { users: [people.get('invited')] });
    const named = async (path: string) => {
      const { body } = await subject.creator.get(path);
      const names = body.results.map(({ username }: any) => username.replace(`-${kind}`, ''));
      return { count: body.count, next: body.next, names };
    };
    return { named, path: `/api/v2/${kind}/${subject.id}/user/` };
  }

  it.each(['course', 'event'] as const)(
    'to one %s are those whom the viewer follows, then the others, by name, over all pages',
    async (kind) => {
      const { named, path } = await scene(kind);
      expect(await named(`${path}?search=-${kind}`)).toMatchObject({
        count: 4,
        names: ['friend', 'zoe', 'anna', 'bert'],
      });
      const { count, names } = await named(path);
      expect(names.slice(0, 2)).toEqual(['friend', 'zoe']);
      const seen: string[] = [];
      for (let offset = 0; offset < count; offset += 3) {
        seen.push(...(await named(`${path}?limit=3&offset=${offset}`)).names);
      }
      expect(seen).toEqual(names);
      expect(seen).toHaveLength(count);
      const walked: string[] = [];
      for (let next: string | null = `${path}?limit=1&cursor=start`; next !== null;) {
        const page: { names: string[]; next: string | null } = await named(next);
        walked.push(...page.names);
        next = page.next?.slice(world.origin.length) ?? null;
      }
      expect(walked).toEqual(names);
    },
  );

  it('to any event are in that order too', async () => {
    const person = await world.person();
    const { id: friend } = await world.person({ username: 'zzz' });
    await world.db.query(`INSERT INTO user_follow (follower_id, followed_id) VALUES ($1, $2)`, [person.id, friend]);
    const { body } = await person.http.get('/api/v2/event/user/');
    expect(body.results[0].id).toBe(friend);
    expect(body.results.map(({ id }: any) => id)).not.toContain(person.id);
  });
});
