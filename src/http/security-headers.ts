import type { FastifyInstance } from 'fastify';

import type { HttpConfig } from './http-config';

/** Nothing but the scripts of the documentation page, which brings its styles inline. */
const CONTENT = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join(';');

/** Pages of other sites may read answers, CORS permitting, and show pictures. */
const HEADERS = {
  'content-security-policy': CONTENT,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'cross-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
} as const;

/**
 * What every answer tells browsers: not to guess types, not to be framed, to run nothing that is not ours. They are told
 * to insist on HTTPS only where that is how the service is reached.
 *
 * The headers are those of Helmet, written down: its plugin puts them together anew for every request, which is a tenth
 * of the work of answering one.
 */
export function secureHeaders(fastify: FastifyInstance, { publicUrl }: HttpConfig): void {
  const headers = publicUrl?.startsWith('https:')
    ? { ...HEADERS, 'strict-transport-security': 'max-age=31536000' }
    : HEADERS;
  fastify.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
}
