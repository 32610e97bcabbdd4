import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';

import { buildOnce, type Process, spawnService, UNLIMITED } from '../fire/fleet';
import { fuzz, type Fuzzed, noteWrites } from '../fire/fuzz';
import { routes } from '../fire/letters';
import { World } from '../harness/world';
import { figure, scaled } from './figures';

const ROUNDS = 5;
const EACH = scaled(30);
/** Megabytes that a process may have more after all rounds than after the first, in which it warms up. */
const GROWTH = 60;

describe('a process under hostile requests', () => {
  let world: World;
  let service: Process;
  beforeAll(async () => {
    buildOnce();
    world = await World.start(UNLIMITED);
    await noteWrites(world);
    service = await spawnService(world.databaseUrl, { NODE_OPTIONS: '--max-old-space-size=256' });
  });
  afterAll(async () => {
    await service.end('SIGKILL');
    await world.stop();
  });

  const megabytes = (): number =>
    Number(execFileSync('ps', ['-o', 'rss=', '-p', String(service.child.pid)], { encoding: 'utf8' })) / 1024;

  it('never fails, always refuses in the form of the contract, writes nothing, and does not grow', async () => {
    const seed = Date.now() % 1e9;
    const rounds: Fuzzed[] = [];
    const memory: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push(await fuzz(world, service.origin, routes, { each: EACH, seed: seed + round * 1000 }));
      memory.push(megabytes());
    }
    const wrong = rounds.flatMap((round) => round.wrong);
    const statuses: Record<string, number> = {};
    for (const round of rounds) {
      for (const [status, count] of Object.entries(round.statuses)) statuses[status] = (statuses[status] ?? 0) + count;
    }
    const growth = Math.round(memory.at(-1)! - memory[0]!);
    figure('routes fuzzed', routes.length);
    figure(
      '  requests sent',
      rounds.reduce((sum, { requests }) => sum + requests, 0),
    );
    figure(
      '  answers by status',
      Object.entries(statuses)
        .map(([status, count]) => `${status}: ${count}`)
        .join(', '),
    );
    figure('  answers of 5xx, without the envelope, or refused and written', wrong.length);
    figure('  growth of memory after the first round, in MB', growth);
    expect([seed, wrong.slice(0, 5)]).toEqual([seed, []]);
    expect(growth).toBeLessThan(GROWTH);
  });

  it('is cut off when it sends its request too slowly', async () => {
    const { hostname, port } = new URL(service.origin);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    const began = Date.now();
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.write(
      'POST /oauth/token/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{',
    );
    const drip = setInterval(() => socket.writable && socket.write(' '), 1000);
    await once(socket, 'close');
    clearInterval(drip);
    const seconds = Math.round((Date.now() - began) / 1000);
    figure('seconds until a request that drips in is cut off', seconds);
    expect(answer === '' || /^HTTP\/1.1 408/.test(answer)).toBe(true);
    expect(seconds).toBeLessThan(200);
  });
});
