import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';

import { withThrowAwayDatabase } from '../src/cli/throw-away-database';
import type { Sizes } from '../src/seed/plan';
import { Child, type Setup } from './child';
import { compare, record, type Terms } from './compare';
import { type Data, prepare } from './data';
import { deepPage, grow } from './growth';
import { compareProcesses } from './processes';
import { chart, type Results, summary, tables } from './report';
import { type Effort, type Route, routesOf } from './routes';
import { timeStarts } from './start';

const USAGE = `Usage: npm run bench -- [--quick | --full] [--routes NAME,NAME] [--rounds N] [--write]
  --quick  twenty thousand people and short rounds, for continuous integration
  --full   a million people; set BENCH_DATABASE_URL to a database that is kept, since filling it takes long
  --write  keeps the results in bench/results.json and bench/results.svg, docs/performance.md and the README`;

/** What the usual way is there for. */
const IDIOMATIC = new Set(['invite list', 'invite list, deep', 'join', 'leave']);
/** What is run on one and on all cores. */
const ON_CORES = new Set(['status', 'invite list', 'my courses']);

interface Options {
  readonly quick: boolean;
  readonly full: boolean;
  readonly write: boolean;
  readonly routes?: readonly string[];
  readonly terms: Terms;
}

async function main(): Promise<void> {
  const options = optionsFrom(process.argv.slice(2));
  const given = process.env['BENCH_DATABASE_URL'];
  const work = (url: string): Promise<void> => bench(url, options);
  await (given ? work(given) : withThrowAwayDatabase(undefined, work));
}

function optionsFrom(args: string[]): Options {
  const flag = { type: 'boolean', default: false } as const;
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: { quick: flag, full: flag, write: flag, help: flag, routes: text, rounds: text },
  });
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  const rounds = Number(values.rounds ?? (values.quick ? 3 : 5));
  return { ...values, routes: values.routes?.split(','), terms: { rounds, connections: 32 } };
}

function sizesOf({ quick, full }: Options): Sizes {
  const users = full ? 1_050_000 : quick ? 20_000 : 110_000;
  return {
    users,
    courses: users / 20,
    memberships: users * 5,
    events: users / 50,
    subscriptions: users / 2,
    big: users / 5,
    invited: users / 20,
    growth: [1000, 10_000, 100_000, 1_000_000].filter((size) => size < users),
  };
}

const effortOf = ({ quick }: Options): Effort =>
  quick ? { seconds: 1, batches: 100, singles: 300 } : { seconds: 1, batches: 300, singles: 1200 };

async function bench(url: string, options: Options): Promise<void> {
  const data = await prepare(url, sizesOf(options));
  const setup: Setup = { databaseUrl: url, secret: data.secret, poolSize: 10, processes: cpus().length, scripts: [] };
  const all = await routesOf(data, effortOf(options));
  const routes = all.filter(({ name }) => !options.routes || options.routes.includes(name));
  const results = await measureAll(data, setup, routes, options);
  console.log(`\n${tables(results)}`);
  if (options.write) write(results);
  await data.db.end();
}

async function measureAll(data: Data, setup: Setup, routes: readonly Route[], options: Options): Promise<Results> {
  const { terms } = options;
  const service = await Child.start('service.js', setup);
  const scripts = await record(service, routes);
  const bare = await Child.start('bare.js', { ...setup, scripts });
  const idiomatic = await Child.start('idiomatic.js', setup);
  const servers = new Map([
    ['bare', bare],
    ['service', service],
    ['idiomatic', idiomatic],
  ]);
  const handles = (server: string, { name }: Route): boolean => server !== 'idiomatic' || IDIOMATIC.has(name);
  const compared = await compare(servers, routes, scripts, terms, handles, () => data.rest());
  await Promise.all([bare.stop(), idiomatic.stop()]);
  const whole = options.routes === undefined;
  const growth = whole ? await grow(service, data, terms.rounds) : [];
  const deep = whole ? await deepPage(service, data, terms.rounds) : undefined;
  const memory = await service.memory();
  await service.stop();
  const onCores = routes.filter(({ name }) => ON_CORES.has(name));
  return {
    ...(await about(data, options)),
    routes: compared,
    growth,
    deepPage: deep,
    processes: onCores.length > 0 ? await compareProcesses(data, setup, onCores, terms) : undefined,
    start: await timeStarts(setup.databaseUrl, setup.secret, terms.rounds),
    memory,
  };
}

async function about({ db, plan }: Data, { terms }: Options) {
  const { rows } = await db.query<{ server_version: string }>('SHOW server_version');
  const { rows: counted } = await db.query<{ n: number }>('SELECT sum(n)::int AS n FROM course_membership_count');
  return {
    node: process.versions.node,
    postgres: rows[0]!.server_version.split(' ')[0]!,
    cores: cpus().length,
    people: plan.users,
    memberships: counted[0]!.n,
    rounds: terms.rounds,
    connections: terms.connections,
  };
}

const picture = (path: string): string => `![Requests per second as a share of a bare server](${path})`;

const MARKS = ['<!-- results -->', '<!-- end of results -->'] as const;

/** Puts the results where the documentation shows them. */
function write(results: Results): void {
  mkdirSync('bench', { recursive: true });
  writeFileSync('bench/results.json', `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync('bench/results.svg', chart(results));
  put('docs/performance.md', `${picture('../bench/results.svg')}\n\n${tables(results)}`);
  put('README.md', `${picture('bench/results.svg')}\n\n${summary(results)}`);
}

/** Puts a text between the marks of a page. */
function put(path: string, text: string): void {
  const [before = '', rest = ''] = readFileSync(path, 'utf8').split(MARKS[0]);
  const after = rest.split(MARKS[1])[1] ?? '';
  writeFileSync(path, `${before}${MARKS[0]}\n\n${text}\n\n${MARKS[1]}${after}`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
