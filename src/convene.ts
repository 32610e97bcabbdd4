import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import type { DestinationStream } from 'pino';

import { createApp } from './app';
import { type AppConfig, AppModule } from './app.module';
import type { Config } from './config/config';
import { Replicas } from './database/replicas';
import { writeByDocument } from './http/answer-writers';
import type { Metrics } from './observability/metrics';
import { METRICS } from './observability/observability.module';
import { keepRequests } from './observability/request-context';
import { serveDocs } from './openapi';

/**
 * The whole service on its HTTP server, with its documentation, ready for `listen`. Needs a migrated database.
 * Log lines go to the standard output, or to `log`.
 */
export async function createConvene(config: AppConfig, log?: DestinationStream): Promise<NestFastifyApplication> {
  const app = await createApp(AppModule.register(config), { ...config, logger: loggerOf(config, log) });
  await observe(app, config);
  writeByDocument(app.getHttpAdapter().getInstance());
  serveDocs(app);
  return app;
}

/** What operators want to see of requests. Each costs only where it is switched on. */
async function observe(app: NestFastifyApplication, config: Config): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  if (config.slowQuery > 0) keepRequests(fastify);
  await app.get(Replicas).serve(fastify);
  if (config.metrics) app.get<Metrics>(METRICS).serve(fastify);
  if (config.tracingEndpoint) (await import('./observability/tracing')).nameSpans(fastify);
}

/** Options of Fastify's own logger, which is pino. Tokens and cookies never reach the log. */
function loggerOf({ logLevel, logFormat }: Config, stream?: DestinationStream) {
  if (logLevel === 'silent') return false;
  if (stream) return { level: logLevel, stream };
  return {
    level: logLevel,
    redact: ['req.headers.authorization', 'req.headers.cookie'],
    ...(logFormat === 'pretty' && {
      transport: { target: 'pino-pretty', options: { colorize: true, ignore: 'pid,hostname' } },
    }),
  };
}
