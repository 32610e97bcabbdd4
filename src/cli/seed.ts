import { parseArgs } from 'node:util';

import { loadConfig } from '../config/config';
import { wrongCounts } from '../database/counters';
import { Database } from '../database/database';
import { migrate, withDataSource } from '../database/migrate';
import type { Sizes } from '../seed/plan';
import { seed } from '../seed/seeder';
import { CommandError } from './command-error';
import { run } from './run';
import { withDatabase } from './with-database';

const USAGE = `Usage: npm run seed -- [--users N] [--courses N] [--memberships N] [--events N] [--subscriptions N]
  [--big N] [--invited N] [--growth N,N,…]`;

/** Fills the service's database with generated people, courses, events and memberships. */
run(async () => {
  const sizes = sizesFrom(process.argv.slice(2));
  await withDatabase(loadConfig(), async (url) => {
    await withDataSource(url, migrate);
    const { firstUser, firstCourse, firstEvent } = await seed(url, sizes, (line) => console.log(line));
    console.log(`First person ${firstUser}, first course ${firstCourse}, first event ${firstEvent}.`);
    await withDataSource(url, async (source) => {
      const wrong = await wrongCounts(new Database(source));
      if (wrong.length > 0) throw new CommandError('Some counters are wrong. Run npm run counts:repair.');
    });
  });
});

/** What the command line asks for; what it leaves open follows from the rest. */
function sizesFrom(parameters: string[]): Sizes {
  const names = ['users', 'courses', 'memberships', 'events', 'subscriptions', 'big', 'invited', 'growth'] as const;
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  let given: Partial<Record<string, string>>;
  try {
    given = parseArgs({ args: parameters, options }).values as Partial<Record<string, string>>;
  } catch {
    throw new CommandError(USAGE);
  }
  const read = (name: (typeof names)[number], standard: number): number => wholeOf(given[name] ?? String(standard));
  const users = read('users', 10_000);
  const courses = read('courses', Math.ceil(users / 20));
  const memberships = read('memberships', users * 10);
  const growth = (given['growth'] ?? '').split(',').filter(Boolean).map(wholeOf);
  const sizes = {
    users,
    courses,
    memberships,
    events: read('events', Math.ceil(courses / 2)),
    subscriptions: read('subscriptions', Math.ceil(memberships / 10)),
    big: read('big', Math.ceil(users / 5)),
    invited: read('invited', Math.ceil(users / 20)),
    growth,
  };
  if (
    Math.max(sizes.big, sizes.invited + 1, ...growth) > users ||
    courses < 2 ||
    memberships < sizes.big + sizes.invited
  ) {
    throw new CommandError('No course can have more people than there are, and all must fit into the memberships.');
  }
  return sizes;
}

function wholeOf(text: string): number {
  const number = Number(text.replaceAll('_', ''));
  if (!Number.isInteger(number) || number < 0 || number > 1e9) throw new CommandError(USAGE);
  return number;
}
