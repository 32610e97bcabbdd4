/** What the primary tells a worker. */
export const STOP = 'stop';

/** What a worker tells the primary when it listens: the address. */
export interface Ready {
  readonly ready: string;
}

/** What a worker asks the primary for, by a number of its own: the figures of all workers. */
export interface FiguresWanted {
  readonly figuresWanted: number;
}

/** What the primary answers: text for Prometheus, null when a worker was silent, and the number of the question. */
export interface Figures {
  readonly figures: string | null;
  readonly of: number;
}

const has = (message: unknown, name: string, type: string): boolean =>
  typeof message === 'object' && message !== null && name in message && typeof Reflect.get(message, name) === type;

export const isReady = (message: unknown): message is Ready => has(message, 'ready', 'string');
export const isFiguresWanted = (message: unknown): message is FiguresWanted => has(message, 'figuresWanted', 'number');
export const isFigures = (message: unknown): message is Figures => has(message, 'of', 'number');
