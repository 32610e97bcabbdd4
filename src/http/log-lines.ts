import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** A part of an address that is surely a name of ours or an id, and no secret such as the token of a calendar. */
const NUMBER = /^\d+$/;

/**
 * The address of a request as the log may keep it: the route with the ids in it, without the query, in which people's
 * names and addresses stand, and without any other part that the caller chose.
 */
export function addressOf({ routeOptions, params }: Pick<FastifyRequest, 'routeOptions' | 'params'>): string {
  const values = params as Readonly<Record<string, string>>;
  return (routeOptions.url ?? '(unknown)').replace(/:(\w+)/g, (placeholder, name: string) => {
    const value = values[name];
    return value !== undefined && NUMBER.test(value) ? value : placeholder;
  });
}

/** One line for each answer: which route, by which method, how it ended and how long it took. */
export function logAnswers(fastify: FastifyInstance): void {
  fastify.addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, done) => {
    const { method } = request;
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    request.log.info({ method, path: addressOf(request), status: reply.statusCode, ms }, 'answered');
    done();
  });
}
