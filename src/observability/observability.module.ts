import { type DynamicModule, Global, Module, type Provider } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';

import type { Config } from '../config/config';
import { ThrottleWatch } from '../throttle/throttle.guard';
import type { Metrics } from './metrics';
import { QUERY_WATCH, type QueryWatch } from './query-watch';
import { slowQueryLog } from './slow-queries';

/** The figures for Prometheus, of type `Metrics`; not there when they are switched off. */
export const METRICS = Symbol('METRICS');

/** What the service tells about itself. What is switched off is not there, and costs nothing. */
@Global()
@Module({})
export class ObservabilityModule {
  static register({ metrics, slowQuery }: Config): DynamicModule {
    const slow = slowQuery > 0 ? [slowQueryLog(slowQuery)] : [];
    const counting: Provider[] = metrics ? [figures, { provide: ThrottleWatch, useExisting: METRICS }] : [];
    const watch: Provider = {
      provide: QUERY_WATCH,
      useFactory: (counted?: Metrics) => together(counted ? [counted.queried, ...slow] : slow),
      inject: [{ token: METRICS, optional: true }],
    };
    return {
      module: ObservabilityModule,
      providers: [...counting, watch],
      exports: [...(metrics ? [METRICS, ThrottleWatch] : []), QUERY_WATCH],
    };
  }
}

/** Their library is loaded only for those who want them. */
const figures: Provider = {
  provide: METRICS,
  useFactory: async (source: DataSource) => new (await import('./metrics')).Metrics(source),
  inject: [getDataSourceToken()],
};

function together(watches: readonly QueryWatch[]): QueryWatch | undefined {
  if (watches.length < 2) return watches[0];
  return (statement, ms) => {
    for (const watch of watches) watch(statement, ms);
  };
}
