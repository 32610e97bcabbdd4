import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

/**
 * Work that is done now and then beside the requests, one round after the other. Every process may be at it at the same
 * time, so whatever a round takes must be left alone by the others. A round that fails is tried again at the next.
 */
export abstract class Sweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(this.constructor.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  protected constructor(private readonly everyMs: number) {}

  /** One round: everything that is due. */
  abstract sweep(): Promise<void>;

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => (this.running = this.running.then(() => this.sweepSafely())), this.everyMs);
    this.timer.unref();
  }

  /** Waits for a round under way, so that the database is not closed beneath it. */
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async sweepSafely(): Promise<void> {
    try {
      await this.sweep();
    } catch (error) {
      this.logger.warn(error, 'sweeping failed and will be tried again');
    }
  }
}
