import autocannon from 'autocannon';

/** One request of a route. */
export interface Shot {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly token: string;
  readonly body?: string;
}

/** How much is asked for: so many requests, or as many as there is time for. */
export type Load = { readonly amount: number } | { readonly seconds: number };

export interface Outcome {
  readonly requests: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

const PATIENCE_S = 60;

/** Sends requests over `connections` connections at once and measures. Throws when one is not answered as expected. */
export async function drive(
  origin: string,
  shots: readonly Shot[],
  load: Load,
  { connections, status }: { readonly connections: number; readonly status: number },
): Promise<Outcome> {
  let next = 0;
  const times: number[] = [];
  const unexpected = new Map<number, number>();
  const setupRequest = (request: autocannon.Request): autocannon.Request => {
    const { method, path, token, body } = shots[next++ % shots.length]!;
    const headers: Record<string, string> = { authorization: `Bearer ${token}` };
    if (body !== undefined) headers['content-type'] = 'application/json';
    return { ...request, method, path, headers, body };
  };
  const limits = 'amount' in load ? { amount: load.amount } : { duration: load.seconds };
  const began = process.hrtime.bigint();
  let last = began;
  await new Promise<void>((resolve, reject) => {
    const run = autocannon(
      { url: origin, connections, ...limits, requests: [{ setupRequest }], timeout: 30 },
      (error) => (error ? reject(error) : resolve()),
    );
    run.on('response', (_client, code, _bytes, time) => {
      last = process.hrtime.bigint();
      times.push(time);
      if (code !== status) unexpected.set(code, (unexpected.get(code) ?? 0) + 1);
    });
  });
  // So slow that nothing came back in time: whoever asks gets to know how slow.
  if (times.length === 0 && 'seconds' in load && load.seconds < PATIENCE_S) {
    return drive(origin, shots, { seconds: load.seconds * 4 }, { connections, status });
  }
  if (unexpected.size > 0 || times.length === 0) {
    throw new Error(`${shots[0]!.method} ${shots[0]!.path}: ${JSON.stringify([...unexpected])} instead of ${status}`);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))]!;
  return {
    requests: times.length,
    perSecond: times.length / (Number(last - began) / 1e9),
    p50: at(0.5),
    p99: at(0.99),
  };
}
