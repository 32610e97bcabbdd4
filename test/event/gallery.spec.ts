import { type Subject, World } from '../harness/world';

const gallery = ({ id }: Subject) => `/api/v2/event/${id}/gallery/`;

describe('the photo gallery of an event', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());

  /** A media of somebody, made through the service. */
  async function media(userId: number, name: string): Promise<number> {
    const url = `https://pictures.example/${name}.jpg`;
    const { status, body } = await world.client(userId).post('/api/v2/media/', { type: 'image', url });
    expect(status).toBe(201);
    return body.id;
  }

  it('holds what the manager adds, the latest first, each once', async () => {
    const event = await world.event();
    const [a, b] = [await media(event.creatorId, 'a'), await media(event.creatorId, 'b')];
    const added = await event.creator.post(gallery(event), { media: a });
    expect([added.status, added.body]).toMatchObject([
      200,
      { id: a, type: 'image', image: 'https://pictures.example/a.jpg' },
    ]);
    await event.creator.post(gallery(event), { media: String(b) });
    expect((await event.creator.post(gallery(event), { media: a })).status).toBe(200);
    const { body } = await world.visitor.get(`${gallery(event)}?limit=10&offset=0`);
    expect([body.count, body.results.map(({ id }: { id: number }) => id)]).toEqual([2, [b, a]]);
    expect(body.results[1]).toEqual(added.body);
  });

  it('takes only what the manager uploaded himself', async () => {
    const event = await world.event();
    const stranger = await world.person();
    for (const id of [await media(stranger.id, 'theirs'), 2_000_000_000]) {
      const { status, body } = await event.creator.post(gallery(event), { media: id });
      expect([status, body.errors[0]]).toMatchObject([400, { field: 'media', messages: [{ code: 'does_not_exist' }] }]);
    }
    for (const [body, code] of [
      [{}, 'required'],
      [{ media: null }, 'null'],
      [{ media: 'x' }, 'invalid'],
      [{ media: [1] }, 'invalid'],
    ] as const) {
      const answer = await event.creator.post(gallery(event), body);
      expect([answer.status, answer.body.errors[0]]).toMatchObject([400, { field: 'media', messages: [{ code }] }]);
    }
    expect((await world.visitor.get(gallery(event))).body.count).toBe(0);
  });

  it('lets go of what is named and passes over what it does not hold', async () => {
    const [event, other] = [await world.event(), await world.event()];
    const [a, b] = [await media(event.creatorId, 'a'), await media(event.creatorId, 'b')];
    const c = await media(other.creatorId, 'c');
    for (const id of [a, b]) await event.creator.post(gallery(event), { media: id });
    await other.creator.post(gallery(other), { media: c });
    for (let n = 0; n < 2; n++) {
      expect((await event.creator.delete(gallery(event), { medias: [a, c, 2_000_000_000] })).status).toBe(204);
    }
    expect((await world.visitor.get(gallery(event))).body).toMatchObject({ count: 1, results: [{ id: b }] });
    expect((await world.visitor.get(gallery(other))).body.count).toBe(1);
    for (const [body, code] of [
      [{}, 'required'],
      [{ medias: [] }, 'empty'],
      [{ medias: 7 }, 'not_a_list'],
    ] as const) {
      const answer = await event.creator.delete(gallery(event), body);
      expect([answer.status, answer.body.errors[0]]).toMatchObject([400, { field: 'medias', messages: [{ code }] }]);
    }
  });

  it('loses a media that its owner deletes', async () => {
    const event = await world.event();
    const a = await media(event.creatorId, 'a');
    await event.creator.post(gallery(event), { media: a });
    expect((await event.creator.delete(`/api/v2/media/${a}/`)).status).toBe(204);
    expect((await world.visitor.get(gallery(event))).body).toMatchObject({ count: 0, results: [] });
  });
});
