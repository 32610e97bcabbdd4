import fastify from 'fastify';

import { writeByDocument } from '../../src/http/answer-writers';

const Person = {
  type: 'object',
  required: ['id', 'name', 'nick'],
  properties: { id: { type: 'integer' }, name: { type: 'string' }, nick: { type: 'string', nullable: true } },
};
const document = {
  components: { schemas: { Person } },
  paths: {
    '/people/{id}/': {
      get: {
        responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Person' } } } } },
      },
    },
  },
};

async function answer(body: object, status = 200, path = '/people/:id') {
  const app = fastify();
  writeByDocument(app, document);
  app.get(path, (_request, reply) => reply.code(status).send(body));
  const { payload, headers } = await app.inject(path.replace(':id', '7'));
  await app.close();
  return { body: JSON.parse(payload) as unknown, type: headers['content-type'] };
}

describe('answers that are written by the document', () => {
  it.each([
    ['that fit it', { id: 7, name: 'Ada "the first" Lovelace\n', nick: null }],
    ['with more in them than it knows', { id: 7, name: 'Ada', nick: 'A', more: [{ deep: true }] }],
    ['with less in them than it wants', { id: 7 }],
  ])('say what they said, those %s', async (_, body) => {
    expect(await answer(body)).toEqual({ body, type: 'application/json; charset=utf-8' });
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
