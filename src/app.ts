import type { Server } from 'node:http';

import type { DynamicModule, LoggerService, Type } from '@nestjs/common';
import { HttpAdapterHost, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyBaseLogger } from 'fastify';

import { BodyGuard } from './http/body.guard';
import { ErrorFilter } from './http/error.filter';
import { createAdapter } from './http/fastify';
import type { HttpConfig } from './http/http-config';
import { ValidationPipe } from './http/validation.pipe';

/** How long requests in flight may take to finish when the application closes, in milliseconds. */
const CLOSING_TIME = 10_000;

/** The application on its HTTP server, ready for `listen`. Fails, rather than exits, when a module does not start. */
export async function createApp(root: Type | DynamicModule, config: HttpConfig): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(root, createAdapter(config), {
    abortOnError: false,
    bufferLogs: true,
  });
  return configureApp(app);
}

/** Everything that all routes share; for applications made elsewhere, on an adapter of `createAdapter`, as tests do. */
export function configureApp(app: NestFastifyApplication): NestFastifyApplication {
  const fastify = app.getHttpAdapter().getInstance();
  app.useLogger(loggerOver(fastify.log));
  app.useGlobalFilters(new ErrorFilter(app.get(HttpAdapterHost)));
  app.useGlobalGuards(new BodyGuard());
  app.useGlobalPipes(new ValidationPipe());
  fastify.addHook('preClose', (done) => {
    closeConnections(fastify.server);
    done();
  });
  return app;
}

/** Node closes the connections that are idle now; those that become idle later would be waited for until they time out. */
function closeConnections(server: Server): void {
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const all = setTimeout(() => server.closeAllConnections(), CLOSING_TIME);
  server.once('close', () => {
    clearInterval(idle);
    clearTimeout(all);
  });
}

/** Which parts of Nest tell at every start what they found; nobody needs it but whoever looks for a mistake there. */
const CHATTER = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication']);

/** Nest's messages go where the requests' go. */
function loggerOver(log: FastifyBaseLogger): LoggerService {
  const at =
    (level: 'info' | 'error' | 'warn' | 'debug' | 'trace' | 'fatal') =>
    (message: unknown, ...rest: unknown[]): void =>
      log[level]({ context: rest.at(-1) }, String(message instanceof Error ? message.stack : message));
  return {
    log: (message: unknown, ...rest: unknown[]) =>
      at(CHATTER.has(String(rest.at(-1))) ? 'debug' : 'info')(message, ...rest),
    error: at('error'),
    warn: at('warn'),
    debug: at('debug'),
    verbose: at('trace'),
    fatal: at('fatal'),
  };
}
