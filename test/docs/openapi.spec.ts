import Ajv from 'ajv';
import addFormats from 'ajv-formats';

import { openapi } from '../harness/conform';
import { World } from '../harness/world';

interface Described {
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema?: object; readonly example?: object }> };
}

const document = openapi as unknown as {
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Record<string, Record<string, Described>>;
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
);

describe('the page that documents the service', () => {
  it.each(operations)('says in words what %s does and who may, under a heading that is described', (_, operation) => {
    expect(operation).toMatchObject({ summary: expect.stringMatching(/\w/), description: expect.stringMatching(/\w/) });
    expect(document.tags.map(({ name }) => name)).toEqual(expect.arrayContaining([...(operation.tags ?? ['none'])]));
  });

  const ajv = new Ajv({ strict: false });
  addFormats(ajv);
  ajv.addSchema(openapi, 'openapi');
  const bodies = operations.flatMap(([name, { requestBody }]) => {
    const { schema, example } = requestBody?.content['application/json'] ?? {};
    return schema && example ? [[name, schema, example] as const] : [];
  });

  it.each(bodies)('fills in a body for %s that fits', (_, schema, example) => {
    const { $ref } = schema as { $ref: string };
    expect(ajv.validate({ $ref: `openapi${$ref}` }, example) || ajv.errorsText()).toBe(true);
  });

  it('fills in what works where a course or an event is made, and is found at the bare address', async () => {
    const world = await World.start();
    try {
      const { http } = await world.person();
      for (const path of ['/api/v2/course/', '/api/v2/event/']) {
        const example = bodies.find(([name]) => name === `POST ${path}`)![2];
        expect((await http.post(path, example)).status).toBe(201);
      }
      const page = await fetch(world.origin, { headers: { accept: 'text/html' } });
      expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('swagger-ui')]);
    } finally {
      await world.stop();
    }
  });
});
