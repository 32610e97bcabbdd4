import type { Child } from './child';
import { drive, type Outcome } from './drive';
import type { Route } from './routes';
import type { Script } from './script';
import { type Spread, spreadOf } from './stats';

/** One server on one route, over all rounds. */
export interface Measured {
  readonly perSecond: Spread;
  readonly p50: number;
  readonly p99: number;
  /** Microseconds of processor time of the server's process for one request. */
  readonly cpu: number;
}

/** All servers on one route. */
export interface Comparison {
  readonly route: string;
  readonly target: number;
  /** Statements for one request, and how many of them only open or close a transaction. */
  readonly queries: number;
  readonly transaction: number;
  readonly servers: Readonly<Record<string, Measured>>;
  /** The share of the bare server's requests per second, round by round. */
  readonly ratio: Spread;
}

export interface Terms {
  readonly rounds: number;
  readonly connections: number;
}

/** What the service sends to the database for one request of each route, and what it answers. */
export async function record(service: Child, routes: readonly Route[]): Promise<readonly Script[]> {
  const scripts: Script[] = [];
  for (const route of routes) {
    const { method, path, token, body } = route.shots[0]!;
    let status = 0;
    let answer = '';
    const steps = await service.recording(async () => {
      const response = await fetch(service.origin + path, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
        body,
      });
      status = response.status;
      answer = await response.text();
    });
    if (status !== route.status) throw new Error(`${route.name}: ${status} ${answer}`);
    const { pattern, query, sample } = route;
    scripts.push({ method, pattern, query, sample, steps, status, answer });
  }
  return scripts;
}

/**
 * Rounds that do not count. V8 compiles a path after some thousand requests, and a route that writes gets three hundred in
 * a round: what its first rounds take is twice what all later ones do, on every server.
 */
const WARM_UP = 4;

/** Drives all servers through all routes in turns, round by round, and compares them with the one called `bare`. */
export async function compare(
  servers: ReadonlyMap<string, Child>,
  routes: readonly Route[],
  scripts: readonly Script[],
  { rounds, connections }: Terms,
  handles: (server: string, route: Route) => boolean,
  rest: Rest,
): Promise<readonly Comparison[]> {
  const found = new Map<string, (Outcome & { readonly cpu: number })[]>();
  const turns = (round: number) =>
    pairsOf(routes).flatMap((pair) =>
      turned(servers, round).flatMap(([name, server]) =>
        pair.filter((route) => handles(name, route)).map((route) => ({ name, server, route })),
      ),
    );
  for (let turn = 0; turn < WARM_UP + rounds; turn++) {
    const round = turn - WARM_UP + 1;
    for (const { name, server, route } of turns(turn)) {
      const outcome = await measure(server, route, connections, rest);
      const key = `${route.name} ${name}`;
      if (round > 0) found.set(key, [...(found.get(key) ?? []), outcome]);
    }
    process.stdout.write(round > 0 ? ` · round ${round}` : turn === 0 ? 'warming up' : ' …');
  }
  process.stdout.write('\n');
  return routes.map((route, at) => {
    const of = (name: string) => found.get(`${route.name} ${name}`)!;
    const taking = [...servers.keys()].filter((name) => handles(name, route));
    const steps = scripts[at]!.steps;
    return {
      route: route.name,
      target: route.target,
      queries: steps.length,
      transaction: steps.filter(({ text }) => /^(BEGIN|COMMIT)/.test(text)).length,
      servers: Object.fromEntries(taking.map((name) => [name, summary(of(name))])),
      ratio: spreadOf(of('service').map(({ perSecond }, round) => perSecond / of('bare')[round]!.perSecond)),
    };
  });
}

/** Waits until the database has done what was asked of it: a slow server leaves statements behind when its time is up. */
export type Rest = () => Promise<void>;

/** Runs one route on one server, when the database is at rest. */
export async function measure(server: Child, route: Route, connections: number, rest: Rest) {
  await rest();
  const before = await server.cpu();
  const outcome = await drive(server.origin, route.shots, route.load, { connections, status: route.status });
  return { ...outcome, cpu: ((await server.cpu()) - before) / outcome.requests };
}

function summary(outcomes: readonly (Outcome & { readonly cpu: number })[]): Measured {
  return {
    perSecond: spreadOf(outcomes.map(({ perSecond }) => perSecond)),
    p50: spreadOf(outcomes.map(({ p50 }) => p50)).median,
    p99: spreadOf(outcomes.map(({ p99 }) => p99)).median,
    cpu: spreadOf(outcomes.map(({ cpu }) => cpu)).median,
  };
}

/** A route that writes and the one after it that takes back what it wrote stay together on one server. */
function pairsOf(routes: readonly Route[]): readonly (readonly Route[])[] {
  const pairs: Route[][] = [];
  for (const route of routes) {
    if (route.method === 'DELETE') pairs.at(-1)!.push(route);
    else pairs.push([route]);
  }
  return pairs;
}

/** Nobody always goes first. */
function turned<Key, Value>(map: ReadonlyMap<Key, Value>, by: number): [Key, Value][] {
  const entries = [...map];
  return entries.map((_, at) => entries[(at + by) % entries.length]!);
}
