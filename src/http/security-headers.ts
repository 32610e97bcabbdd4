import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

import type { FastifyInstance } from 'fastify';
import helmet, { type HelmetOptions } from 'helmet';

import type { HttpConfig } from './http-config';

const YEAR_SECONDS = 31_536_000;

const NOTHING = {
  'default-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
};

const OPTIONS = {
  // Pages of other sites may read answers, CORS permitting, and show pictures.
  crossOriginResourcePolicy: { policy: 'cross-origin' },
  xFrameOptions: { action: 'deny' },
} satisfies HelmetOptions;

const FOR_PAGES = {
  ...OPTIONS,
  // Nothing but the scripts of the documentation page, which brings its styles inline.
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      ...NOTHING,
      'script-src': ["'self'"],
      'style-src': ["'self'", "'unsafe-inline'"],
      'img-src': ["'self'", 'data:'],
      'connect-src': ["'self'"],
    },
  },
} satisfies HelmetOptions;

const FOR_ANSWERS = {
  ...OPTIONS,
  contentSecurityPolicy: { useDefaults: false, directives: NOTHING },
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
} satisfies HelmetOptions;

/**
 * What every answer tells browsers: not to guess types, not to be framed, to run nothing that is not ours. They are told
 * to insist on HTTPS only where that is how the service is reached.
 *
 * Helmet is asked once: its plugin puts the same headers together anew for every request, which is a tenth of the work
 * of answering one. Those that only mean something to a page that is shown go with the documentation alone.
 */
export function secureHeaders(fastify: FastifyInstance, { publicUrl }: HttpConfig): void {
  const overHttps = publicUrl?.startsWith('https:');
  const strictTransportSecurity = overHttps ? { maxAge: YEAR_SECONDS, includeSubDomains: false } : false;
  const page = headersOf({ ...FOR_PAGES, strictTransportSecurity });
  const answer = headersOf({ ...FOR_ANSWERS, strictTransportSecurity });
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(request.url.startsWith('/docs') ? page : answer);
    done();
  });
}

/** The headers that Helmet sets with these options, read off an answer that is never sent. */
function headersOf(options: HelmetOptions) {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  helmet(options)(request, response, (error) => {
    if (error) throw error;
  });
  return response.getHeaders();
}
