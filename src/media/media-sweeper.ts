import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

import { Clock } from '../clock';
import { MediaFiles } from './media-files';
import { UploadRepository } from './upload.repository';

const EVERY_MS = 10 * 60 * 1000;
const AT_ONCE = 100;

/** Throws abandoned uploads and ownerless files away, now and then. Every process may sweep at the same time. */
@Injectable()
export class MediaSweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(MediaSweeper.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly uploads: UploadRepository,
    private readonly files: MediaFiles,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => (this.running = this.running.then(() => this.sweepSafely())), EVERY_MS);
    this.timer.unref();
  }

  /** Waits for a sweep under way, so that the database is not closed beneath it. */
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Removes everything that is due by the clock. */
  async sweep(): Promise<void> {
    while ((await this.uploads.removeExpired(this.clock.now(), AT_ONCE)) === AT_ONCE);
    await this.files.sweep(AT_ONCE);
  }

  private async sweepSafely(): Promise<void> {
    try {
      await this.sweep();
    } catch (error) {
      this.logger.warn(error, 'sweeping failed and will be tried again');
    }
  }
}
