import { unavailable } from '../http/domain-error';

/** Lets so many pieces of work run at a time; a few more wait for their turn, and the rest are sent away with 503. */
export class Turnstile {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly places: number,
    private readonly patience: number,
  ) {}

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < this.places) this.running++;
    else await this.turn();
    try {
      return await work();
    } finally {
      // Whoever waited longest takes the place over, so the number of those running stays as it is.
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }

  private turn(): Promise<void> {
    if (this.waiting.length >= this.patience) throw unavailable();
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
