import '../src/heap';

import { loadConfig } from '../src/config/config';
import { createConvene } from '../src/convene';
import { listen, record, recorded } from './recorder';
import { answerQuestions, setup } from './server';

/** The service itself, as it is started in production but for the limits of requests and invitations. */
async function main(): Promise<void> {
  const { databaseUrl, secret, poolSize } = await setup();
  listen();
  const config = loadConfig({
    DATABASE_URL: databaseUrl,
    DATABASE_POOL_SIZE: String(poolSize),
    JWT_SECRET: secret,
    DATA_DIR: '/tmp/convene-bench',
    LOG_LEVEL: 'error',
    THROTTLE_LIMIT: '0',
    INVITES_PER_SENDER_PER_DAY: '0',
    INVITES_PER_COURSE_PER_DAY: '0',
    INVITES_PER_RECEIVER_PER_DAY: '0',
    NODE_ENV: 'production',
  });
  const app = await createConvene({ ...config, databaseUrl });
  await app.listen(0, '127.0.0.1');
  answerQuestions(Number(new URL(await app.getUrl()).port), { record, recorded });
}

void main();
