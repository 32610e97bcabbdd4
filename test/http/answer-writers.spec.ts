import fastify from 'fastify';

import { writeByDocument } from '../../src/http/answer-writers';

const Person = {
  type: 'object',
  required: ['id', 'name', 'nick'],
  properties: {
    id: { type: 'integer' },
    name: { type: 'string' },
    nick: { type: 'string', nullable: true },
    since: { type: 'string', format: 'date-time', nullable: true },
    traits: { type: 'object' },
    setting: { oneOf: [{ type: 'boolean' }, { type: 'string' }, { type: 'number' }] },
    friends: { type: 'array', items: { $ref: '#/components/schemas/Person' } },
  },
};
const ok = (schema: object) => ({ 200: { content: { 'application/json': { schema } } } });
const document = {
  components: { schemas: { Person } },
  paths: { '/people/{id}/': { get: { responses: ok({ $ref: '#/components/schemas/Person' }) } } },
};

async function answer(body: object, status = 200, path = '/people/:id') {
  const app = fastify();
  writeByDocument(app, () => document);
  app.get(path, (_request, reply) => reply.code(status).send(body));
  const { payload, headers } = await app.inject(path.replace(':id', '7'));
  await app.close();
  return { body: JSON.parse(payload) as unknown, type: headers['content-type'] };
}

describe('answers that are written by the document', () => {
  it.each<[string, object]>([
    ['in every alphabet', { id: 7, name: 'Ada "the first" Lovelace\n\u2028Łódź 日本 🎓', nick: null }],
    ['with less in them than it wants', { id: 7 }],
    ['with things of any shape', { id: 7, traits: { deep: [{ er: 1 }] }, setting: false }],
    ['with times', { id: 7, since: '2026-11-26T10:00:00.000Z' }],
    ['with others in them', { id: 7, friends: [{ id: 8, friends: [] }] }],
    ['with many others in them', { id: 7, friends: Array.from({ length: 200 }, (_, id) => ({ id, nick: null })) }],
  ])('say what they said, those %s', async (_, body) => {
    expect(await answer(body)).toEqual({ body, type: 'application/json; charset=utf-8' });
  });

  it('keep what it does not name', async () => {
    const person = { id: 7, name: 'Ada', password: 'a hash' };
    expect((await answer({ ...person, friends: [person] })).body).toEqual({
      id: 7,
      name: 'Ada',
      friends: [{ id: 7, name: 'Ada' }],
    });
  });

  it('are plain where it knows nothing', async () => {
    const body = { id: 'seven' };
    expect((await answer(body, 200, '/elsewhere')).body).toEqual(body);
  });

  it('are plain where something was refused', async () => {
    const body = { errors: [{ code: 'not_found' }], id: 'x' };
    expect((await answer(body, 404)).body).toEqual(body);
  });
});
