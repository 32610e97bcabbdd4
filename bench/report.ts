import type { Comparison } from './compare';
import type { DeepPage, Growth } from './growth';
import type { Processes } from './processes';
import type { Spread } from './stats';

/** Everything that one run found out. */
export interface Results {
  readonly node: string;
  readonly postgres: string;
  readonly cores: number;
  readonly people: number;
  readonly memberships: number;
  readonly rounds: number;
  readonly connections: number;
  readonly routes: readonly Comparison[];
  readonly growth: readonly Growth[];
  readonly deepPage?: DeepPage;
  readonly processes?: Processes;
  /** Seconds. */
  readonly start: Spread;
  /** Megabytes, resident, after everything. */
  readonly memory: number;
}

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const two = (value: number): string => value.toFixed(2);
const spread = ({ median, low, high }: Spread): string => `${two(median)} (${two(low)}–${two(high)})`;

const row = (...cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;

/** The results as Markdown. */
export function tables(results: Results): string {
  return [heading(results), routesTable(results), growthTable(results), others(results)].filter(Boolean).join('\n\n');
}

const heading = ({ node, postgres, cores, people, memberships, rounds, connections }: Results): string =>
  `${whole(people)} people, ${whole(memberships)} memberships; Node ${node}, PostgreSQL ${postgres}, ${cores} cores shared by ` +
  `the service, the database and the sender; ${connections} connections, medians of ${rounds} rounds.`;

function routesTable({ routes }: Results): string {
  return [
    row(
      'route',
      'requests/s',
      'p50 ms',
      'p99 ms',
      'CPU µs',
      'statements',
      'bare requests/s',
      'share of bare',
      'wanted',
      'usual way',
    ),
    row('---', '--:', '--:', '--:', '--:', '--:', '--:', '--:', '--:', '--:'),
    ...routes.map(({ route, servers, queries, transaction, ratio, target }) => {
      const { service, bare, idiomatic } = servers;
      const usual = idiomatic ? two(idiomatic.perSecond.median / bare!.perSecond.median) : '';
      return row(
        route,
        whole(service!.perSecond.median),
        service!.p50.toFixed(1),
        service!.p99.toFixed(1),
        whole(service!.cpu),
        transaction ? `${queries - transaction} + ${transaction}` : queries,
        whole(bare!.perSecond.median),
        spread(ratio),
        two(target),
        usual,
      );
    }),
  ].join('\n');
}

/** The most important of the results as Markdown. */
export function summary(results: Results): string {
  const lines = results.routes.map(({ route, servers: { service }, ratio, target }) =>
    row(route, whole(service!.perSecond.median), service!.p99.toFixed(1), two(ratio.median), two(target)),
  );
  return [
    heading(results),
    '',
    row('route', 'requests/s', 'p99 ms', 'share of bare', 'wanted'),
    row('---', '--:', '--:', '--:', '--:'),
    ...lines,
  ].join('\n');
}

function growthTable({ growth }: Results): string {
  const [first] = growth;
  if (!first) return '';
  const sizes = Object.keys(first.perSecond).map(Number);
  return [
    row('requests/s with so many rows in the course', ...sizes.map(whole), 'times slower'),
    row('---', ...sizes.map(() => '--:'), '--:'),
    ...growth.map(({ route, perSecond, ratio }) =>
      row(route, ...sizes.map((size) => whole(perSecond[size]!)), spread(ratio)),
    ),
  ].join('\n');
}

function others({ deepPage, processes, start, memory }: Results): string {
  const lines = [
    `- Start on a migrated database: ${two(start.median)} s (${two(start.low)}–${two(start.high)}).`,
    `- Resident memory after all of this: ${whole(memory)} MB.`,
  ];
  if (deepPage) {
    const { rows, shared, alone } = deepPage;
    lines.push(
      `- A page at four fifths of a course of ${whole(rows)}: ${shared.median.toFixed(1)} ms; in a table of its own ` +
        `${alone.median.toFixed(1)} ms (${two(shared.median / alone.median)} times).`,
    );
  }
  if (processes) {
    const gains = Object.entries(processes.gain).map(([route, gain]) => `${route} ${spread(gain)}`);
    const how = processes.pinned ? 'one core for everything' : 'one process';
    lines.push(
      `- ${processes.processes} processes on ${processes.processes} cores, times ${how}: ${gains.join(', ')}.`,
    );
  }
  return lines.join('\n');
}

const WIDTH = 720;
const LEFT = 150;
const BAR = 16;

/** The share of the bare server, route by route, as a picture. */
export function chart({ routes, people }: Results): string {
  const scale = (WIDTH - LEFT - 60) / 1.2;
  const height = routes.length * (BAR + 8) + 60;
  const bars = routes.map(({ route, ratio, target, servers }, at) => {
    const y = 40 + at * (BAR + 8);
    const length = Math.min(ratio.median, 1.2) * scale;
    const usual = servers['idiomatic']
      ? servers['idiomatic'].perSecond.median / servers['bare']!.perSecond.median
      : undefined;
    const wanted = LEFT + target * scale;
    return [
      `<text x="${LEFT - 8}" y="${y + 12}" text-anchor="end">${route}</text>`,
      `<rect x="${LEFT}" y="${y}" width="${length.toFixed(1)}" height="${BAR}" fill="#2a6f97"/>`,
      ...(usual === undefined
        ? []
        : [`<rect x="${LEFT}" y="${y + BAR - 4}" width="${(usual * scale).toFixed(1)}" height="4" fill="#e07a5f"/>`]),
      `<line x1="${wanted}" x2="${wanted}" y1="${y - 2}" y2="${y + BAR + 2}" stroke="#222" stroke-dasharray="2 2"/>`,
      `<text x="${(LEFT + length + 6).toFixed(1)}" y="${y + 12}">${two(ratio.median)}</text>`,
    ].join('');
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">` +
    `<rect width="100%" height="100%" fill="#fff"/>` +
    `<text x="8" y="20" font-weight="bold">Requests per second as a share of bare Fastify + pg, ${whole(people)} people</text>` +
    bars.join('') +
    `<text x="8" y="${height - 8}" fill="#555">dashed: what must be reached; thin: the usual way, with repositories and class-transformer</text></svg>\n`
  );
}
