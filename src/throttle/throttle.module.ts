import { type DynamicModule, Module } from '@nestjs/common';
import { ThrottlerModule, ThrottlerStorage } from '@nestjs/throttler';

import type { ThrottleSettings } from '../config/abuse-variables';
import { limitersOf } from './limiters';
import { openRedisStorage } from './redis-storage';
import { WindowStorage } from './window-storage';

const STORAGE = Symbol('throttle storage');

/** How the storage is opened; a module of its own, because the library's one asks for it while it is set up. */
@Module({})
class StorageModule {
  static register({ redisUrl }: ThrottleSettings): DynamicModule {
    const open = () => (redisUrl === undefined ? new WindowStorage() : openRedisStorage(redisUrl));
    return { module: StorageModule, providers: [{ provide: STORAGE, useFactory: open }], exports: [STORAGE] };
  }
}

/** Limits of how much one may ask for. */
@Module({})
export class ThrottleModule {
  static register(settings: ThrottleSettings): DynamicModule {
    return {
      module: ThrottleModule,
      imports: [
        ThrottlerModule.forRootAsync({
          imports: [StorageModule.register(settings)],
          inject: [STORAGE],
          useFactory: (storage: ThrottlerStorage) => ({
            throttlers: limitersOf(settings),
            storage,
            setHeaders: false,
          }),
        }),
      ],
    };
  }
}
