import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { createApp } from './app';
import { type AppConfig, AppModule } from './app.module';
import type { Config } from './config/config';
import { serveDocs } from './openapi';

/** The whole service on its HTTP server, with its documentation, ready for `listen`. Needs a migrated database. */
export async function createConvene(config: AppConfig): Promise<NestFastifyApplication> {
  const app = await createApp(AppModule.register(config), { ...config, logger: loggerOf(config) });
  serveDocs(app);
  return app;
}

/** Options of Fastify's own logger, which is pino. Tokens and cookies never reach the log. */
function loggerOf({ logLevel, logFormat }: Config) {
  if (logLevel === 'silent') return false;
  return {
    level: logLevel,
    redact: ['req.headers.authorization', 'req.headers.cookie'],
    ...(logFormat === 'pretty' && {
      transport: { target: 'pino-pretty', options: { colorize: true, ignore: 'pid,hostname' } },
    }),
  };
}
