import { type DynamicModule, Global, Module } from '@nestjs/common';

import type { Config } from './config';

/** Where to inject the configuration: `@Inject(CONFIG) config: Config`. */
export const CONFIG = Symbol('config');

/** Gives every module the configuration. */
@Global()
@Module({})
export class ConfigModule {
  static register(config: Config): DynamicModule {
    return { module: ConfigModule, providers: [{ provide: CONFIG, useValue: config }], exports: [CONFIG] };
  }
}
