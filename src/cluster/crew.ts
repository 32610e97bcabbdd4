import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

import type { Application } from '../service/service';
import { isReady, STOP } from './messages';
import { WorkerError } from './worker-error';

/** Somewhat more than a worker takes to finish what it is answering; after that it is ended. */
const STOPPING_MS = 11_000;
/** A worker that dies is replaced after a pause that grows as long as its successors do not live for a while. */
const PAUSE_MS = { first: 100, longest: 10_000, forgottenAfter: 30_000 };

/** The workers that answer requests on one port, as many at any time as were asked for. */
export class Crew implements Application {
  private readonly workers = new Set<Worker>();
  private readonly pauses = new Set<NodeJS.Timeout>();
  private stopping = false;
  private url = '';

  constructor(
    private readonly size: number,
    /** The database that the workers share. */
    readonly databaseUrl: string,
    private readonly say: (line: string) => void,
  ) {}

  init = (): Promise<void> => Promise.resolve();

  /** Resolves when every worker listens; rejects when one ends before it does, having said why itself. */
  async listen(port: number, host: string): Promise<void> {
    // Chosen here, a free port stays the same for workers that come later.
    const env = { DATABASE_URL: this.databaseUrl, PORT: String(port || (await freePort(host))), SEED_DEMO: 'false' };
    const urls = await Promise.all(Array.from({ length: this.size }, () => this.first(env)));
    this.url = urls[0]!;
  }

  getUrl = (): Promise<string> => Promise.resolve(this.url);

  /** Lets every worker finish what it is answering, and waits for all of them. */
  async close(): Promise<void> {
    this.stopping = true;
    for (const pause of this.pauses) clearTimeout(pause);
    await Promise.all([...this.workers].map(stop));
  }

  private async first(env: NodeJS.ProcessEnv): Promise<string> {
    const worker = this.fork(env);
    const url = await ready(worker);
    this.watch(worker, env, PAUSE_MS.first);
    return url;
  }

  private fork(env: NodeJS.ProcessEnv): Worker {
    const worker = cluster.fork(env);
    this.workers.add(worker);
    worker.once('exit', () => this.workers.delete(worker));
    worker.on('error', () => undefined); // it could not be told something; its end is noticed anyway
    return worker;
  }

  /** Puts another worker in the place of this one when it ends without having been told to. */
  private watch(worker: Worker, env: NodeJS.ProcessEnv, pause: number): void {
    const since = performance.now();
    const replace = (code: number | null, signal: string | null): void => {
      if (this.stopping) return;
      const lived = performance.now() - since;
      const wait = lived > PAUSE_MS.forgottenAfter ? PAUSE_MS.first : pause;
      this.say(`Worker ${worker.process.pid} ended (${signal ?? code}); another one starts in ${wait} ms.`);
      const timer = setTimeout(() => {
        this.pauses.delete(timer);
        const next = this.fork(env);
        this.watch(next, env, Math.min(wait * 2, PAUSE_MS.longest));
        ready(next).then(
          () => this.say(`Worker ${next.process.pid} took its place.`),
          () => undefined, // replaced in its turn
        );
      }, wait);
      this.pauses.add(timer);
    };
    if (worker.isDead()) replace(worker.process.exitCode, worker.process.signalCode);
    else worker.once('exit', replace);
  }
}

function ready(worker: Worker): Promise<string> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: unknown) => isReady(message) && resolve(message.ready));
    worker.once('exit', () => reject(new WorkerError('A worker ended before it listened.')));
  });
}

async function stop(worker: Worker): Promise<void> {
  const ended = once(worker, 'exit');
  if (worker.isConnected()) worker.send(STOP);
  else worker.process.kill('SIGTERM');
  const patience = setTimeout(() => worker.process.kill('SIGKILL'), STOPPING_MS);
  await ended;
  clearTimeout(patience);
}

async function freePort(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
