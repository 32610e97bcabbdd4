import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';

import { AppModule } from '../../src/app.module';
import { configureApp } from '../../src/app';
import { AccessTokens } from '../../src/auth/access-tokens';
import { Clock } from '../../src/clock';
import { loadConfig } from '../../src/config/config';
import { Database } from '../../src/database/database';
import { createAdapter } from '../../src/http/fastify';
import { insertUser } from '../../src/user/user.repository';
import { createTestDatabase } from '../harness/test-database';

const JWT_SECRET = 'a secret of thirty-two bytes or more';

describe('the service under a testing module of Nest', () => {
  it('runs with a part put in the place of another', async () => {
    const database = await createTestDatabase();
    const config = { ...loadConfig({ DATABASE_URL: database.url, JWT_SECRET }), databaseUrl: database.url };
    const module = await Test.createTestingModule({ imports: [AppModule.register(config)] })
      .overrideProvider(Clock)
      .useValue({ now: () => new Date('2040-01-01T00:00:00Z') })
      .compile();
    const app = configureApp(module.createNestApplication<NestFastifyApplication>(createAdapter(config)));
    await app.init();

    const ada = await insertUser(app.get(Database), { username: 'ada', email: 'ada@example.org', passwordHash: null });
    const headers = { authorization: `Bearer ${app.get(AccessTokens).issue(ada)}` };
    const payload = { name: 'Long ago', start_date: '2030-05-04T18:00:00Z', location: 'virtual' };
    await app.inject({ method: 'POST', url: '/api/v2/event/', headers, payload });
    const { json } = await app.inject({ url: '/api/v2/event/search/?date_filter=past', headers });
    expect(json()).toMatchObject({ count: 1, results: [{ name: 'Long ago' }] });

    await app.close();
    await database.drop();
  });
});
