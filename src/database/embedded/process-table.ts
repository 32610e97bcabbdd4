import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';

interface Running {
  readonly name: string;
  /** Together with the process id it names one process for good: ids are used again, also after a restart. */
  readonly started: string;
}

const HAS_PROC = existsSync('/proc/self/stat');

/** When a process was started, or undefined when it does not run (a zombie does not). */
export const startOf = (pid: number): string | undefined => look(pid)?.started;

/** Whether a process is a PostgreSQL server that works in `directory`. */
export function servesDirectory(pid: number, directory: string): boolean {
  const running = look(pid);
  if (!running || !(process.platform === 'win32' || /postgres/.test(running.name))) return false;
  const workingIn = workingDirectory(pid);
  return workingIn === undefined || workingIn === directory;
}

function look(pid: number): Running | undefined {
  if (HAS_PROC) return lookInProc(pid);
  return process.platform === 'win32' ? lookOnWindows(pid) : askPs(pid);
}

/** proc(5): `pid (name) state …`, and the start time is the 20th field after the name. */
function lookInProc(pid: number): Running | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state = 'X', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    return 'ZX'.includes(state) ? undefined : { name, started: fields[18] ?? '' };
  } catch {
    return undefined;
  }
}

function askPs(pid: number): Running | undefined {
  try {
    const options = { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } } as const;
    const [state = 'Z', ...words] = execFileSync('ps', ['-o', 'stat=,lstart=,comm=', '-p', String(pid)], options)
      .trim()
      .split(/\s+/);
    const started = words.slice(0, 5).join('').replaceAll(/\W/g, '');
    return state.startsWith('Z') ? undefined : { name: words.slice(5).join(' '), started };
  } catch {
    return undefined;
  }
}

/** Windows tells no start time cheaply; the process id must do. */
function lookOnWindows(pid: number): Running | undefined {
  try {
    process.kill(pid, 0);
    return { name: '', started: '0' };
  } catch {
    return undefined;
  }
}

/** Undefined when the system does not tell: no /proc, or a container that forbids looking at other users' processes. */
function workingDirectory(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}
