import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { ConfigError, type Config } from '../config/config';
import type { Metrics } from '../observability/metrics';
import { withinTime } from '../service/service';
import { STOP, type Ready } from './messages';

/**
 * Answers requests until the primary says to stop, or SIGTERM does; what is being answered then is finished. The
 * primary has migrated the database and created whom it takes to begin. A worker whose primary is gone ends by itself.
 */
export async function work(config: Config): Promise<void> {
  const { databaseUrl } = config;
  if (databaseUrl === undefined) throw new ConfigError('DATABASE_URL is missing: a worker is started by its primary.');
  const endTracing = config.tracingEndpoint
    ? (await import('../observability/tracing')).startTracing(config.tracingEndpoint)
    : () => Promise.resolve();
  const { createConvene } = await import('../convene');
  const app = await createConvene({ ...config, databaseUrl });
  if (config.metrics) await speakForAll(app);
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> =>
    (stopped ??= withinTime(app.close())
      .then(endTracing)
      .finally(() => process.exit(0)));
  process.on('message', (message) => message === STOP && stop());
  process.on('SIGTERM', stop);
  process.on('SIGINT', () => undefined); // a terminal sends it to every process; the primary tells what it means
  await app.listen(config.port, config.host);
  process.send?.({ ready: await app.getUrl() } satisfies Ready);
}

/** Lets `/metrics` tell of all workers, whichever gets the request. Loaded only now, so that tracing comes first. */
async function speakForAll(app: NestFastifyApplication): Promise<void> {
  const [{ METRICS }, { shareFigures }] = await Promise.all([
    import('../observability/observability.module'),
    import('./figures'),
  ]);
  app.get<Metrics>(METRICS).gatherBy(shareFigures);
}
