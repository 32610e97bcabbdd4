/** What the primary tells a worker. */
export const STOP = 'stop';

/** What a worker tells the primary when it listens: the address. */
export interface Ready {
  readonly ready: string;
}

export const isReady = (message: unknown): message is Ready =>
  typeof message === 'object' && message !== null && 'ready' in message && typeof message.ready === 'string';
