import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Account } from './account';
import { program } from './binaries';
import { essence, programEnvironment } from './cluster';
import { EmbeddedError } from './embedded-error';

const RETRY_MS = 15_000;
const PAUSE_MS = 200;
const KEPT_OUTPUT = 4000;

/** The children of a killed server may need a moment to end; until then PostgreSQL refuses the directory. */
const TRANSIENT = /pre-existing shared memory block|lock file ".*" already exists/;

/**
 * Runs the server as its child and waits for the end of its own input, a pipe that this process holds: however this
 * process ends, the system closes the pipe and the server gets a fast shutdown. The shell ignores the signals that a
 * terminal or a service manager sends to the whole group; when to stop is our decision.
 */
const SUPERVISOR = `
trap '' HUP INT TERM
exec 3<&0 </dev/null
"$@" 3<&- &
server=$!
(read -r _ <&3; kill -INT "$server") 2>/dev/null &
watcher=$!
exec 3<&-
wait "$server"
status=$?
kill -KILL "$watcher" 2>/dev/null
exit "$status"`;

/** A server that answers. */
export interface Server {
  /** Resolves when it ends without having been asked to, with the reason. */
  readonly died: Promise<EmbeddedError>;
  stop(): Promise<void>;
}

export interface Launch {
  readonly account: Account;
  readonly binaries: string;
  readonly cluster: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** Starts a server and resolves when it accepts connections, recovery included. Throws {@link EmbeddedError}. */
export async function launch(wanted: Launch): Promise<Server> {
  for (const deadline = Date.now() + RETRY_MS; ; await sleep(PAUSE_MS)) {
    const child = start(wanted);
    const output = await readyOrEnd(child);
    if (output === undefined) return watch(child, wanted);
    if (!TRANSIENT.test(output) || Date.now() > deadline) {
      throw new EmbeddedError(`The embedded PostgreSQL in ${wanted.cluster} could not start: ${essence(output)}`);
    }
  }
}

function start({ account, binaries, cluster, settings }: Launch): ChildProcess {
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const command = [program(binaries, 'postgres'), '-D', cluster, ...options];
  const [file = '', ...parameters] =
    process.platform === 'win32' ? command : ['/bin/sh', '-c', SUPERVISOR, 'sh', ...command];
  // `detached`: out of the terminal's process group, so that Ctrl-C reaches this process alone.
  const where = { ...account, env: programEnvironment, cwd: '/', detached: true, windowsHide: true };
  return spawn(file, parameters, { ...where, stdio: ['pipe', 'ignore', 'pipe'] });
}

/** Resolves with nothing when the server accepts connections, or with its last words when it ended. */
function readyOrEnd(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-KEPT_OUTPUT);
      if (output.includes('ready to accept connections')) resolve(undefined);
    });
    child.once('error', reject);
    child.once('close', () => resolve(output || 'it ended without a word'));
  });
}

function watch(child: ChildProcess, { binaries, cluster }: Launch): Server {
  let stopping = false;
  const ended = once(child, 'exit');
  // None of this keeps the process alive: a command that forgets to stop the server still ends, and the server with it.
  child.unref();
  for (const stream of [child.stdin, child.stderr]) if (stream instanceof Socket) stream.unref();
  const died = new Promise<EmbeddedError>((resolve) => {
    child.once('exit', (code, signal) => {
      const how = signal ?? `code ${code}`;
      if (!stopping) resolve(new EmbeddedError(`The embedded PostgreSQL in ${cluster} ended unexpectedly (${how}).`));
    });
  });
  const stop = async (): Promise<void> => {
    if (!stopping && child.exitCode === null && child.signalCode === null) {
      child.ref();
      if (process.platform === 'win32') await askToStop(binaries, cluster);
      else child.stdin?.end();
    }
    stopping = true;
    await ended;
  };
  return { died, stop };
}

const askToStop = (binaries: string, cluster: string): Promise<unknown> =>
  promisify(execFile)(program(binaries, 'pg_ctl'), ['stop', '-m', 'fast', '-D', cluster], { env: programEnvironment });
