import { cpus } from 'node:os';
import { parseArgs } from 'node:util';

import { withThrowAwayDatabase } from '../src/cli/throw-away-database';
import { Child, type Setup } from './child';
import { compare, recordedSetup } from './compare';
import { prepare } from './data';
import { routesOf } from './routes';

const CONNECTIONS = 32;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean' },
      full: { type: 'boolean' },
      routes: { type: 'string' },
      rounds: { type: 'string' },
      servers: { type: 'string' },
    },
  });
  const users = values.full ? 1_000_000 : values.quick ? 20_000 : 100_000;
  const sizes = {
    users,
    courses: users / 20,
    memberships: users * 10,
    events: users / 50,
    subscriptions: users,
    big: users / 5,
    invited: users / 20,
    growth: [1000, 10_000, 100_000, 1_000_000].filter((size) => size < users || values.full),
  };
  const effort = values.quick
    ? { seconds: 1, batches: 150, singles: 500 }
    : { seconds: 2, batches: 1000, singles: 4000 };
  const work = async (url: string): Promise<void> => {
    const data = await prepare(url, sizes);
    const setup: Setup = { databaseUrl: url, secret: data.secret, poolSize: 10, processes: cpus().length, scripts: [] };
    const only = values.routes?.split(',');
    const routes = (await routesOf(data, effort)).filter(
      ({ name }) => !only || only.some((part) => name.includes(part)),
    );
    const [service, full] = await recordedSetup(data, setup, routes);
    const bare = await Child.start('bare.js', full);
    const servers = new Map([
      ['bare', bare],
      ['service', service],
    ]);
    const found = await compare(
      servers,
      routes,
      full.scripts,
      { rounds: Number(values.rounds ?? (values.quick ? 3 : 5)), connections: CONNECTIONS },
      () => true,
    );
    for (const { route, queries, servers: by, ratio } of found) {
      const s = by['service']!;
      const b = by['bare']!;
      console.log(
        `${route.padEnd(20)} q${queries} svc ${s.perSecond.median.toFixed(0).padStart(6)}/s cpu ${s.cpu.toFixed(0).padStart(5)} p50 ${s.p50.toFixed(1)} p99 ${s.p99.toFixed(1)} | bare ${b.perSecond.median.toFixed(0).padStart(6)}/s cpu ${b.cpu.toFixed(0).padStart(5)} | ratio ${ratio.median.toFixed(2)} (${ratio.low.toFixed(2)}-${ratio.high.toFixed(2)})`,
      );
    }
    console.log('memory', await service.memory());
    await Promise.all([service.stop(), bare.stop()]);
    await data.db.end();
  };
  const given = process.env['BENCH_DATABASE_URL'];
  await (given ? work(given) : withThrowAwayDatabase(undefined, work));
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
