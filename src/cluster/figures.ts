import cluster from 'node:cluster';

import { AggregatorRegistry, type Registry } from 'prom-client';

import { type Figures, isFigures, isFiguresWanted, type FiguresWanted } from './messages';

/** In the primary: answers each worker that wants to know with the figures of all workers added up. */
export function gatherFigures(): void {
  const everybody = new AggregatorRegistry();
  cluster.on('message', (worker, message: unknown) => {
    if (!isFiguresWanted(message)) return;
    const answer = (text: string | null): void => {
      if (worker.isConnected()) worker.send({ figures: text, of: message.figuresWanted } satisfies Figures);
    };
    everybody.clusterMetrics().then(answer, () => answer(null));
  });
}

/**
 * In a worker: gives the figures of `registry` to the primary when it asks, and returns how to get those of all workers
 * from it. That fails when one of them does not answer within five seconds.
 */
export function shareFigures(registry: Registry): () => Promise<string> {
  AggregatorRegistry.setRegistries(registry);
  new AggregatorRegistry(); // listens to the primary
  const waiting = new Map<number, (text: string | null) => void>();
  process.on('message', (message) => {
    if (!isFigures(message)) return;
    waiting.get(message.of)?.(message.figures);
    waiting.delete(message.of);
  });
  let last = 0;
  return async () => {
    const figuresWanted = ++last;
    const text = await new Promise<string | null>((resolve) => {
      waiting.set(figuresWanted, resolve);
      process.send!({ figuresWanted } satisfies FiguresWanted);
    });
    if (text === null) throw new Error('A worker did not tell its figures.');
    return text;
  };
}
