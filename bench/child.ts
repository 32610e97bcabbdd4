import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import type { Script } from './script';

/** What a server under test is asked by the benchmark, over the channel to its parent. */
export type Question = 'cpu' | 'memory' | 'record' | 'recorded';

/** Everything a server needs to know; the first message that it gets. */
export interface Setup {
  readonly databaseUrl: string;
  readonly secret: string;
  readonly poolSize: number;
  readonly processes: number;
  readonly scripts: readonly Script[];
}

/** A server under test, in a process of its own. */
export class Child {
  private constructor(
    private readonly process: ChildProcess,
    readonly origin: string,
  ) {}

  /** Starts `bench/<program>`, which tells its port when it listens. */
  static async start(program: string, setup: Setup): Promise<Child> {
    const child = fork(join(__dirname, program), {
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child.send(setup);
    const failed = once(child, 'exit').then(() => Promise.reject(new Error(`${program} did not start`)));
    const [port] = (await Promise.race([once(child, 'message'), failed])) as [number];
    return new Child(child, `http://127.0.0.1:${port}`);
  }

  /** Processor time spent so far, in microseconds. */
  async cpu(): Promise<number> {
    return this.ask<number>('cpu');
  }

  /** Resident memory in megabytes, of the largest of its processes. */
  async memory(): Promise<number> {
    return this.ask<number>('memory');
  }

  /** What `work` makes the server send to the database. */
  async recording(work: () => Promise<unknown>): Promise<Script['steps']> {
    await this.ask('record');
    await work();
    return this.ask<Script['steps']>('recorded');
  }

  async stop(): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await ended;
  }

  get pid(): number {
    return this.process.pid!;
  }

  private async ask<Answer>(question: Question): Promise<Answer> {
    const answer = once(this.process, 'message');
    this.process.send(question);
    const [value] = await answer;
    return value as Answer;
  }
}
