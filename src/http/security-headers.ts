import fastifyHelmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

import type { HttpConfig } from './http-config';

const SELF = ["'self'"];

/**
 * What every answer tells browsers: not to guess types, not to be framed, to run nothing but the scripts of the
 * documentation page, which brings its styles inline. Pages of other sites may read answers, CORS permitting, and show
 * pictures. Browsers are told to insist on HTTPS only where that is how the service is reached.
 */
export function secureHeaders(fastify: FastifyInstance, { publicUrl }: HttpConfig): void {
  void fastify.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: SELF,
        styleSrc: [...SELF, "'unsafe-inline'"],
        imgSrc: [...SELF, 'data:'],
        connectSrc: SELF,
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    crossOriginEmbedderPolicy: false,
    strictTransportSecurity: publicUrl?.startsWith('https:') ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    xFrameOptions: { action: 'deny' },
  });
}
