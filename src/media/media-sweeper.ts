import { Injectable } from '@nestjs/common';

import { Clock } from '../clock';
import { Sweeper } from '../sweeper';
import { MediaFiles } from './media-files';
import { UploadRepository } from './upload.repository';

const EVERY_MS = 10 * 60 * 1000;
const AT_ONCE = 100;

/** Throws abandoned uploads and ownerless files away. */
@Injectable()
export class MediaSweeper extends Sweeper {
  constructor(
    private readonly uploads: UploadRepository,
    private readonly files: MediaFiles,
    private readonly clock: Clock,
  ) {
    super(EVERY_MS);
  }

  /** Removes everything that is due by the clock. */
  async sweep(): Promise<void> {
    while ((await this.uploads.removeExpired(this.clock.now(), AT_ONCE)) === AT_ONCE);
    await this.files.sweep(AT_ONCE);
  }
}
