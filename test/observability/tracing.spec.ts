import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { createTestDatabase } from '../harness/test-database';

it('sends a span for each request and statement to the collector, named by the route', async () => {
  const received: string[] = [];
  const collector = createServer((request, response) => {
    void text(request).then((body) => {
      received.push(`${request.url} ${body}`);
      response.setHeader('content-type', 'application/json').end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const { port } = collector.address() as { port: number };
  const database = await createTestDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'convene-'));
  const service = spawn(process.execPath, ['dist/main.js'], {
    env: {
      ...process.env,
      DATABASE_URL: database.url,
      DATA_DIR: dataDir,
      PORT: '0',
      SEED_DEMO: 'false',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const origin = await new Promise<string>((resolve, reject) => {
    let printed = '';
    service.stdout.on('data', (piece: Buffer) => {
      printed += piece.toString();
      const [, found] = /listens on (\S+)/.exec(printed) ?? [];
      if (found) resolve(found);
    });
    service.once('exit', () => reject(new Error(printed)));
  });
  expect((await fetch(`${origin}/api/v2/course/1/?view=user&search=ada@example.org`)).status).toBe(404);
  service.kill('SIGTERM');
  await once(service, 'exit');
  const all = received.join('\n');
  expect(received.every((each) => each.startsWith('/v1/traces '))).toBe(true);
  expect(all).toContain('"name":"GET /api/v2/course/:id"');
  expect(all).toContain('"stringValue":"SELECT viewer.id');
  expect(all).not.toContain('ada@example.org');
  collector.close();
  await database.drop();
  rmSync(dataDir, { recursive: true });
});
