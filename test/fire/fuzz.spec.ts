import { World } from '../harness/world';
import { UNLIMITED } from './fleet';
import { fuzz, noteWrites } from './fuzz';
import { routes } from './letters';
import { send } from './wire';

const EACH = Number(process.env['FUZZ_EACH'] ?? 12);

describe('hostile requests', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start(UNLIMITED);
    await noteWrites(world);
  });
  afterAll(() => world.stop());

  it('are refused in the form of the contract by every route, and write nothing', async () => {
    const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1e9);
    const { wrong, ...figures } = await fuzz(world, world.origin, routes, { each: EACH, seed });
    expect([seed, wrong]).toEqual([seed, []]);
    expect(figures.routes).toBeGreaterThan(90);
    expect(figures.requests).toBe(figures.routes * EACH);
  }, 120_000);

  it('are refused that were found by it before', async () => {
    const { id } = await world.person();
    const token = world.token(id);
    const event = { name: 'Found', start_date: '2030-01-01T00:00:00Z', location: 'virtual' };
    const stranger = { constructor: { prototype: { admin: true } } };
    const body = { ...event, location: stranger };
    expect((await send(world.origin, 'POST', '/api/v2/event/', { token, body })).status).toBe(400);
    const ignored = { ...event, live_stream_settings: { constructor: 5 } };
    expect((await send(world.origin, 'POST', '/api/v2/event/', { token, body: ignored })).status).toBe(201);
    const revoked = await send(world.origin, 'POST', '/oauth/revoke_token/');
    expect([revoked.status, revoked.body.error]).toEqual([400, 'invalid_request']);
    const admin = world.token((await world.person({ role: 'admin' })).id);
    const nothing = await send(world.origin, 'PATCH', '/api/v2/dynamic_preference/', { token: admin });
    expect([nothing.status, nothing.body.errors[0].field]).toEqual([400, 'non_field_errors']);
  });

  it('tell the fuzzer when they do write: its own check is alive', async () => {
    const notes = async () => (await world.db.query<{ n: number }>(`SELECT count(*)::int AS n FROM fuzz_note`))[0]!.n;
    const before = await notes();
    const course = await world.course();
    const [token, body] = [world.token(course.creatorId), { name: 'Noted' }];
    expect((await send(world.origin, 'PATCH', `/api/v2/course/${course.id}/`, { token, body })).status).toBe(200);
    expect(await notes()).toBeGreaterThan(before);
  });
});
