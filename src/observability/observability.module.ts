import { type DynamicModule, Global, Module, type Provider } from '@nestjs/common';

import type { Config } from '../config/config';
import { ThrottleWatch } from '../throttle/throttle.guard';
import { Metrics } from './metrics';
import { QUERY_WATCH, type QueryWatch } from './query-watch';
import { slowQueryLog } from './slow-queries';

/** What the service tells about itself. What is switched off is not there, and costs nothing. */
@Global()
@Module({})
export class ObservabilityModule {
  static register({ metrics, slowQuery }: Config): DynamicModule {
    const slow = slowQuery > 0 ? [slowQueryLog(slowQuery)] : [];
    const counting: Provider[] = metrics ? [Metrics, { provide: ThrottleWatch, useExisting: Metrics }] : [];
    const watch: Provider = {
      provide: QUERY_WATCH,
      useFactory: (figures?: Metrics) => together(figures ? [figures.queried, ...slow] : slow),
      inject: [{ token: Metrics, optional: true }],
    };
    return {
      module: ObservabilityModule,
      providers: [...counting, watch],
      exports: [...(metrics ? [Metrics, ThrottleWatch] : []), QUERY_WATCH],
    };
  }
}

function together(watches: readonly QueryWatch[]): QueryWatch | undefined {
  if (watches.length < 2) return watches[0];
  return (statement, ms) => {
    for (const watch of watches) watch(statement, ms);
  };
}
