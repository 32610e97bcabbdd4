import { AsyncLocalStorage } from 'node:async_hooks';

import type { FastifyInstance, FastifyRequest } from 'fastify';

const storage = new AsyncLocalStorage<FastifyRequest>();

/** Keeps the request at hand for everything that it causes. */
export function keepRequests(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => storage.run(request, done));
}

/** The request on whose behalf the caller runs; undefined outside of requests and where nobody keeps them. */
export const currentRequest = (): FastifyRequest | undefined => storage.getStore();
