import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

import type { Client } from '../harness/client';
import { PERSONAS, type Subject, World } from '../harness/world';

/** What the printed requests declare, whatever their body is. */
const PRINTED = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };

interface Schema {
  readonly fields: Readonly<Record<string, { readonly access: string; readonly source: string }>>;
}
const schemas = JSON.parse(readFileSync(join(__dirname, '../contract/schemas.json'), 'utf8')) as {
  schemas: Record<string, Schema>;
};
const keysOf = (schema: string): string[] =>
  Object.entries(schemas.schemas[schema]!.fields)
    .filter(([, { access, source }]) => access !== 'write-only' && source === 'docs')
    .map(([name]) => name);

/** The printed JavaScript sample: JSON text in a request that says it is a form. */
const printed = (client: Client, method: string, path: string, body: string) =>
  client.send(method, path, { headers: PRINTED, body });

/** The printed curl sample, byte by byte as curl sends it without data: a form is declared and no body follows. */
function curl(world: World, method: string, path: string, token: string): Promise<[status: number, body: string]> {
  const { hostname, port, host } = new URL(world.origin);
  const head = [`${method} ${path} HTTP/1.1`, `Host: ${host}`, 'User-Agent: curl/8.5.0'];
  const headers = Object.entries({ ...PRINTED, authorization: `Bearer ${token}`, connection: 'close' });
  return new Promise((resolve, reject) => {
    let answer = '';
    connect(Number(port), hostname)
      .setEncoding('utf8')
      .on('data', (data) => (answer += data))
      .on('error', reject)
      .on('close', () => {
        const [top = '', ...rest] = answer.split('\r\n\r\n');
        resolve([Number(top.split(' ')[1]), rest.join('\r\n\r\n')]);
      })
      .write(`${[...head, ...headers.map(([name, value]) => `${name}: ${value}`)].join('\r\n')}\r\n\r\n`);
  });
}

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.stop());

const invitePath = ({ id }: Subject) => `/api/v2/course/${id}/invite/`;
const joinPath = ({ id }: Subject) => `/api/v2/course/${id}/join/`;
const statusIn = async ({ id }: Subject, { http }: { http: Client }) =>
  (await http.get(`/api/v2/course/${id}/status/`)).body.status;

describe('joining a course, or accepting an invitation to it', () => {
  it('makes somebody a member of an open course', async () => {
    const [course, person] = [await world.course({ privacy: 'open' }), await world.person()];
    expect((await person.http.post(joinPath(course))).status).toBe(200);
    expect(await statusIn(course, person)).toBe('joined');
  });

  it.each(['open', 'private', 'secret'] as const)('accepts the invitation to a course that is %s', async (privacy) => {
    const [course, person] = [await world.course({ privacy }), await world.person()];
    await course.creator.post(invitePath(course), { users: [person.id] });
    expect(await statusIn(course, person)).toBe('invited');
    expect((await person.http.post(joinPath(course))).body).toMatchObject({ id: course.id, join_status: 'joined' });
    expect(await statusIn(course, person)).toBe('joined');
  });

  it('asks to join where the course is private', async () => {
    const [course, person] = [await world.course({ privacy: 'private' }), await world.person()];
    expect((await person.http.post(joinPath(course))).body).toMatchObject({ join_status: 'requested' });
    expect(await statusIn(course, person)).toBe('requested');
  });

  it('is for the invited alone where the course is secret, and for others the course is not there', async () => {
    const [course, stranger] = [await world.course({ privacy: 'secret' }), await world.person()];
    const [hidden, nothing] = [
      await stranger.http.post(joinPath(course)),
      await stranger.http.post(joinPath({ ...course, id: 2_000_000_000 })),
    ];
    expect([hidden.status, hidden.body]).toEqual([nothing.status, nothing.body]);
    expect(hidden.status).toBe(404);
    const [invited, member] = [await world.as('I', 'course', course), await world.as('J', 'course', course)];
    for (const { http } of [invited, member]) expect((await http.get(`/api/v2/course/${course.id}/`)).status).toBe(200);
    expect((await invited.http.post(joinPath(course))).status).toBe(200);
  });

  it('requires authentication', async () => {
    const course = await world.course({ privacy: 'open' });
    const { status, headers } = await world.visitor.post(joinPath(course));
    expect([status, headers.get('www-authenticate')]).toEqual([401, expect.stringMatching(/^Bearer/)]);
  });

  it('identifies the course by an integer', async () => {
    const { http } = await world.person();
    for (const id of ['one', '1.5', '-1', '99999999999999999999']) {
      expect([id, (await http.post(`/api/v2/course/${id}/join/`)).status]).toEqual([id, 404]);
    }
  });

  it('takes the printed fetch, whose body is the text null', async () => {
    const [course, person] = [await world.course({ privacy: 'open' }), await world.person()];
    const { status, headers, body } = await printed(person.http, 'POST', joinPath(course), 'null');
    expect([status, headers.get('content-type'), body.join_status]).toEqual([
      200,
      expect.stringMatching(/^application\/json/),
      'joined',
    ]);
  });

  it('takes the printed curl, which has no body', async () => {
    const [course, person] = [await world.course({ privacy: 'open' }), await world.person()];
    const [status, body] = await curl(world, 'POST', joinPath(course), world.token(person.id));
    expect([status, JSON.parse(body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1)).join_status]).toEqual([
      200,
      'joined',
    ]);
  });

  it('answers 200 with the course as a member sees it, every documented key of it', async () => {
    const [course, person] = [await world.course({ privacy: 'open' }), await world.person()];
    const { status, body } = await person.http.post(joinPath(course));
    expect([status, Object.keys(body)]).toEqual([200, expect.arrayContaining(keysOf('course_user_detail'))]);
  });
});

describe('inviting people to a course, or accepting them', () => {
  it('invites those who have not asked and accepts those who have', async () => {
    const course = await world.course({ privacy: 'private' });
    const [stranger, asker] = [await world.person(), await world.person()];
    await asker.http.post(joinPath(course));
    await course.creator.post(invitePath(course), { users: [stranger.id, asker.id] });
    expect([await statusIn(course, stranger), await statusIn(course, asker)]).toEqual(['invited', 'joined']);
  });

  it('requires the role of a manager', async () => {
    const course = await world.course({ privacy: 'open' });
    const { id } = await world.person();
    const answers = [];
    for (const persona of PERSONAS) {
      const { http } = await world.as(persona, 'course', course);
      answers.push((await http.post(invitePath(course), { users: [id] })).status);
    }
    expect(answers).toEqual([401, 403, 403, 403, 403, 204, 204]);
  });

  it('requires the list of users', async () => {
    const course = await world.course();
    const { status, body } = await course.creator.post(invitePath(course), {});
    expect([status, body.errors]).toEqual([
      400,
      [{ field: 'users', messages: [{ code: 'required', message: expect.any(String) }] }],
    ]);
  });

  it('takes the printed fetch, whose body is JSON though it says it is a form', async () => {
    const [course, person] = [await world.course(), await world.person()];
    const { status, body } = await printed(
      course.creator,
      'POST',
      invitePath(course),
      `{\n  "users": [${person.id}]\n}`,
    );
    expect([status, body]).toEqual([204, '']);
    expect(await statusIn(course, person)).toBe('invited');
  });

  it('names the field when the printed placeholder is sent as it stands', async () => {
    const course = await world.course();
    const { status, body } = await printed(course.creator, 'POST', invitePath(course), '{\n  "users": ["integer"]\n}');
    expect([status, body.errors[0].field]).toEqual([400, 'users']);
  });

  it('takes a real form too', async () => {
    const [course, ada, ben] = [await world.course(), await world.person(), await world.person()];
    const body = new URLSearchParams([
      ['users', String(ada.id)],
      ['users', String(ben.id)],
    ]);
    expect((await course.creator.send('POST', invitePath(course), { body })).status).toBe(204);
    expect([await statusIn(course, ada), await statusIn(course, ben)]).toEqual(['invited', 'invited']);
  });

  it('answers the printed curl, which forgot its body, that the list is missing', async () => {
    const course = await world.course();
    const [status, body] = await curl(world, 'POST', invitePath(course), world.token(course.creatorId));
    expect([status, body]).toEqual([400, expect.stringContaining('"required"')]);
  });

  it('answers 204 and not a byte more', async () => {
    const [course, person] = [await world.course(), await world.person()];
    const response = await fetch(world.origin + invitePath(course), {
      method: 'POST',
      headers: { ...PRINTED, authorization: `Bearer ${world.token(course.creatorId)}` },
      body: JSON.stringify({ users: [person.id] }),
    });
    expect([response.status, (await response.arrayBuffer()).byteLength]).toEqual([204, 0]);
  });
});

describe('inviting people to an event, or accepting them', () => {
  const path = ({ id }: Subject) => `/api/v2/event/${id}/invite/`;
  const statusAt = async ({ id }: Subject, { http }: { http: Client }) =>
    (await http.get(`/api/v2/event/${id}/status/`)).body.status;

  it('lets the manager invite new people and accept any who asked', async () => {
    const event = await world.event({ privacy: 'private' });
    const [stranger, asker] = [await world.person(), await world.person()];
    await asker.http.post(`/api/v2/event/${event.id}/subscribe/`);
    expect((await event.creator.post(path(event), { users: [stranger.id, asker.id] })).status).toBe(204);
    expect([await statusAt(event, stranger), await statusAt(event, asker)]).toEqual(['invited', 'subscribed']);
  });

  it('requires authentication and to be the manager of the event', async () => {
    const event = await world.event();
    const { id } = await world.person();
    const answers = [];
    for (const persona of ['A', 'N', 'I', 'Q', 'J', 'C'] as const) {
      const { http } = await world.as(persona, 'event', event);
      answers.push((await http.post(path(event), { users: [id] })).status);
    }
    expect(answers).toEqual([401, 403, 403, 403, 403, 204]);
  });

  it('requires the list of users', async () => {
    const event = await world.event();
    const { status, body } = await event.creator.post(path(event), {});
    expect([status, body.errors[0].field, body.errors[0].messages[0].code]).toEqual([400, 'users', 'required']);
  });

  it('takes the printed fetch, whose body is JSON though it says it is a form, and answers 204 with nothing', async () => {
    const [event, person] = [await world.event(), await world.person()];
    const { status, body } = await printed(event.creator, 'POST', path(event), `{\n  "users": [${person.id}]\n}`);
    expect([status, body]).toEqual([204, '']);
    expect(await statusAt(event, person)).toBe('invited');
  });
});

describe('the list of people who are invited to a course', () => {
  it('holds everybody who is invited and nobody else', async () => {
    const course = await world.course({ privacy: 'private' });
    const invited = [await world.person(), await world.person()];
    await course.creator.post(invitePath(course), { users: invited.map(({ id }) => id) });
    for (const persona of ['Q', 'J', 'M'] as const) await world.as(persona, 'course', course);
    const { body } = await course.creator.get(invitePath(course));
    expect(new Set(body.results.map(({ id }: { id: number }) => id))).toEqual(new Set(invited.map(({ id }) => id)));
  });

  it('is for the creator and the managers', async () => {
    const course = await world.course({ privacy: 'open' });
    const answers = [];
    for (const persona of PERSONAS) {
      answers.push((await (await world.as(persona, 'course', course)).http.get(invitePath(course))).status);
    }
    expect(answers).toEqual([401, 403, 403, 403, 403, 200, 200]);
  });

  it('comes in pages of limit people from offset on, with the size of the whole and its neighbours', async () => {
    const course = await world.course();
    await course.creator.post(invitePath(course), { users: await world.people(5) });
    const seen: number[] = [];
    let path: string | null = `${invitePath(course)}?limit=2`;
    while (path !== null) {
      const { status, body }: { status: number; body: any } = await course.creator.get(path, {
        headers: { accept: 'application/json' },
      });
      expect([status, Object.keys(body)]).toEqual([200, ['count', 'next', 'previous', 'results']]);
      expect([body.count, body.previous === null]).toEqual([5, seen.length === 0]);
      seen.push(...body.results.map(({ id }: { id: number }) => id));
      path = body.next && body.next.slice(world.origin.length);
    }
    expect(new Set(seen).size).toBe(5);
    const last = await course.creator.get(`${invitePath(course)}?limit=2&offset=4`);
    expect(last.body).toMatchObject({ count: 5, next: null, results: [{}] });
    expect(last.body.previous).toBe(`${world.origin}${invitePath(course)}?limit=2&offset=2`);
  });

  it('shows of each person the id, the username, the real name, the outside id and the avatar, and no more', async () => {
    const course = await world.course();
    const person = await world.person({ real_name: 'Ada Lovelace', ext_id: 'crm-1815', email: 'ada@example.org' });
    await course.creator.post(invitePath(course), { users: [person.id] });
    const { body } = await course.creator.get(invitePath(course));
    expect(body.results).toEqual([
      { id: person.id, username: person.username, real_name: 'Ada Lovelace', ext_id: 'crm-1815', avatar: null },
    ]);
  });
});

describe('taking back invitations to a course', () => {
  it('removes one or more invitations that were sent before, and no others', async () => {
    const course = await world.course({ privacy: 'open' });
    const [ada, ben, cleo] = [await world.person(), await world.person(), await world.person()];
    await course.creator.post(invitePath(course), { users: [ada.id, ben.id, cleo.id] });
    expect((await course.creator.delete(invitePath(course), { users: [ada.id, ben.id] })).status).toBe(204);
    expect([await statusIn(course, ada), await statusIn(course, ben), await statusIn(course, cleo)]).toEqual([
      null,
      null,
      'invited',
    ]);
  });

  it('leaves those alone who are members by now', async () => {
    const [course, person] = [await world.course(), await world.person()];
    await course.creator.post(invitePath(course), { users: [person.id] });
    await person.http.post(joinPath(course));
    expect((await course.creator.delete(invitePath(course), { users: [person.id] })).status).toBe(204);
    expect(await statusIn(course, person)).toBe('joined');
  });

  it('requires authentication and to be the creator or a manager', async () => {
    const course = await world.course({ privacy: 'open' });
    const { id } = await world.person();
    const answers = [];
    for (const persona of PERSONAS) {
      const { http } = await world.as(persona, 'course', course);
      answers.push((await http.delete(invitePath(course), { users: [id] })).status);
    }
    expect(answers).toEqual([401, 403, 403, 403, 403, 204, 204]);
  });

  it('requires the list of users', async () => {
    const course = await world.course();
    const { status, body } = await course.creator.delete(invitePath(course), {});
    expect([status, body.errors[0].field, body.errors[0].messages[0].code]).toEqual([400, 'users', 'required']);
  });

  it('takes the printed fetch, a DELETE with JSON though it says it is a form, and answers 204 with nothing', async () => {
    const [course, person] = [await world.course(), await world.person()];
    await course.creator.post(invitePath(course), { users: [person.id] });
    const body = `{\n  "users": [${person.id}]\n}`;
    const answer = await printed(course.creator, 'DELETE', invitePath(course), body);
    expect([answer.status, answer.body]).toEqual([204, '']);
    expect(await statusIn(course, person)).toBeNull();
  });
});
