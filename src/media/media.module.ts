import { type DynamicModule, Module } from '@nestjs/common';

import { EventAccessLoader } from '../event/event-access.loader';
import { FileController } from './file.controller';
import { MediaAccessLoader } from './media-access.loader';
import { MediaFiles } from './media-files';
import { MediaSweeper } from './media-sweeper';
import { MediaController } from './media.controller';
import { MediaRepository } from './media.repository';
import { MediaService } from './media.service';
import { openStorage, type StorageSettings } from './open-storage';
import { Storage } from './storage';
import { UploadController } from './upload.controller';
import { UploadRepository } from './upload.repository';
import { UploadService } from './upload.service';

/** Media and files. Global, because courses, events, lessons and comments have pictures and attachments. */
@Module({})
export class MediaModule {
  static register(settings: StorageSettings): DynamicModule {
    return {
      module: MediaModule,
      global: true,
      controllers: [UploadController, MediaController, FileController],
      providers: [
        { provide: Storage, useFactory: () => openStorage(settings) },
        EventAccessLoader,
        MediaAccessLoader,
        MediaFiles,
        MediaRepository,
        MediaService,
        MediaSweeper,
        UploadRepository,
        UploadService,
      ],
      exports: [MediaFiles, MediaRepository],
    };
  }
}
