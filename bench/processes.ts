import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { Child, type Setup } from './child';
import { measure } from './compare';
import type { Data } from './data';
import type { Route } from './routes';
import { type Spread, spreadOf } from './stats';

/** One process on one core beside one process for each core. */
export interface Processes {
  readonly processes: number;
  /** Whether one core really had to do everything: service, database and the sender of the requests. */
  readonly pinned: boolean;
  /** How many times the requests per second of one. */
  readonly gain: Readonly<Record<string, Spread>>;
}

/**
 * Gives one process of the service, the database and this process one core together and then as many processes of the
 * service all cores, in turns. Without the first, one process of the service would have a core for itself while the
 * database has the other, and a second process nothing to gain.
 */
export async function compareProcesses(
  data: Data,
  setup: Setup,
  routes: readonly Route[],
  { rounds, connections }: { readonly rounds: number; readonly connections: number },
): Promise<Processes> {
  const one = await Child.start('service.js', setup);
  const many = await Child.start('cluster.js', setup);
  const database = await postmasterOf(data);
  const rates = new Map<string, number[]>();
  let pinned = true;
  const run = async (server: Child, cores: string, name: string, keep: boolean): Promise<void> => {
    pinned = pin(cores, server.pid, process.pid, ...database, ...(await backendsOf(data))) && pinned;
    for (const route of routes) {
      const { perSecond } = await measure(server, route, connections, () => data.rest());
      const key = `${route.name} ${name}`;
      if (keep) rates.set(key, [...(rates.get(key) ?? []), perSecond]);
    }
  };
  for (let round = 0; round <= rounds; round++) {
    await run(one, '0', 'one', round > 0);
    await run(many, `0-${setup.processes - 1}`, 'many', round > 0);
  }
  pin(`0-${setup.processes - 1}`, process.pid, ...database, ...(await backendsOf(data)));
  await Promise.all([one.stop(), many.stop()]);
  const gain = routes.map(({ name }) => {
    const [alone, together] = [rates.get(`${name} one`)!, rates.get(`${name} many`)!];
    return [name, spreadOf(together.map((rate, round) => rate / alone[round]!))] as const;
  });
  return { processes: setup.processes, pinned, gain: Object.fromEntries(gain) };
}

/** Binds processes to cores; false where that is not possible. */
function pin(cores: string, ...pids: readonly number[]): boolean {
  try {
    for (const pid of pids) execFileSync('taskset', ['-acp', cores, String(pid)], { stdio: 'ignore' });
    return pids.length > 2;
  } catch {
    return false;
  }
}

async function backendsOf({ db }: Data): Promise<number[]> {
  const { rows } = await db.query<{ pid: number }>(`SELECT pid FROM pg_stat_activity`);
  return rows.map(({ pid }) => pid).filter(isHere);
}

/** The process that starts the others of the database, when it runs on this machine. */
async function postmasterOf({ db }: Data): Promise<number[]> {
  const { rows } = await db.query<{ pid: number }>(`SELECT pg_backend_pid() AS pid`);
  const { pid } = rows[0]!;
  return isHere(pid) ? [Number(statusOf(pid).match(/^PPid:\s+(\d+)/m)![1])] : [];
}

const statusOf = (pid: number): string => readFileSync(`/proc/${pid}/status`, 'utf8');

function isHere(pid: number): boolean {
  try {
    return statusOf(pid).startsWith('Name:\tpostgres');
  } catch {
    return false;
  }
}
