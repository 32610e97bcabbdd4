import { type Subject, World } from '../harness/world';

/** The ways of naming somebody in a request: what goes behind the address, and what into the body. */
const WAYS: Readonly<Record<string, (id: number) => { search?: string; body?: unknown }>> = {
  'in the query': (id) => ({ search: `?user=${id}` }),
  'in JSON': (id) => ({ body: { user: id } }),
  'in a form': (id) => ({ body: new URLSearchParams({ user: String(id) }) }),
  'in a multipart form': (id) => ({ body: multipart(id) }),
};

function multipart(id: number, filling = ''): FormData {
  const body = new FormData();
  if (filling) body.append('note', new Blob([filling]), 'note.txt');
  body.append('user', String(id));
  return body;
}

describe.each([
  ['course', 'join'],
  ['event', 'subscribe'],
] as const)('whoever is named to leave a %s', (kind, action) => {
  let world: World;
  let subject: Subject;
  beforeAll(async () => {
    world = await World.start();
    subject = await world[kind]();
  });
  afterAll(() => world.stop());

  const path = () => `/api/v2/${kind}/${subject.id}/${action}/`;
  const member = async () => (await world.as('J', kind, subject)) as { id: number; http: World['visitor'] };

  it.each(Object.entries(WAYS))('%s is removed by who runs it and by nobody else', async (_, name) => {
    const [somebody, other, stranger] = [await member(), await member(), await world.person()];
    const { search = '', body } = name(somebody.id);
    for (const { http } of [other, stranger]) {
      expect((await http.send('DELETE', path() + search, { body })).status).toBe(403);
    }
    expect((await world.visitor.send('DELETE', path() + search, { body })).status).toBe(401);
    expect(await world.stateOf(kind, subject.id, somebody.id)).toBe('member');
    expect((await subject.creator.send('DELETE', path() + search, { body })).status).toBe(204);
    expect(await world.stateOf(kind, subject.id, somebody.id)).toBe('none');
    expect(await world.stateOf(kind, subject.id, other.id)).toBe('member');
  });

  it.each(Object.entries(WAYS))('%s may be oneself', async (_, name) => {
    const somebody = await member();
    const { search = '', body } = name(somebody.id);
    expect((await somebody.http.send('DELETE', path() + search, { body })).status).toBe(204);
    expect(await world.stateOf(kind, subject.id, somebody.id)).toBe('none');
  });

  it('is nobody in a multipart body that is broken or larger than other bodies, whose sender is asked for first', async () => {
    const somebody = await member();
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const broken = { headers, body: '--x\r\nContent-Disposition: form-data; name="user"\r\n\r\n1' };
    const large = { body: multipart(somebody.id, 'x'.repeat(2_000_000)) };
    for (const [sending, status] of [
      [broken, 400],
      [large, 413],
    ] as const) {
      expect((await world.visitor.send('DELETE', path(), sending)).status).toBe(401);
      expect((await somebody.http.send('DELETE', path(), sending)).status).toBe(status);
    }
    expect(await world.stateOf(kind, subject.id, somebody.id)).toBe('member');
  });
});
