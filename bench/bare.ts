import { createSecretKey } from 'node:crypto';
import type { Writable } from 'node:stream';

import Fastify, { type FastifyRequest } from 'fastify';
import { verify } from 'jsonwebtoken';
import { Pool, type PoolClient } from 'pg';

import type { Script, Step } from './script';
import { answerQuestions, setup } from './server';

/** A value of a statement, for a request: the viewer, the people named in the body, or always the same. */
type Bind = (viewer: number, users: readonly number[]) => unknown;

/** What a token says, as far as it matters here. */
interface Claims {
  readonly user_id: number;
  readonly exp: number;
}

/**
 * The least that could answer: Fastify, the same check of the token, the very statements that the service sends (recorded
 * from it, prepared under the same names, in the same transactions, in one packet where it sends them in one), and the
 * same answer written by JSON.stringify.
 * It neither decides nor validates nor turns rows into answers.
 */
async function main(): Promise<void> {
  const { databaseUrl, secret, poolSize, scripts } = await setup();
  const key = createSecretKey(Buffer.from(secret));
  // The same check as the service's: a token that was found good is good until it expires.
  const known = new Map<string, Claims>();
  const viewerOf = (header: string): number => {
    let claims = known.get(header);
    if (!claims || claims.exp <= Date.now() / 1000) {
      claims = verify(header.slice(7), key, { algorithms: ['HS256'] }) as unknown as Claims;
      known.set(header, claims);
    }
    return claims.user_id;
  };
  const pool = new Pool({ connectionString: databaseUrl, max: poolSize, pipeline: true });
  const fastify = Fastify({ routerOptions: { ignoreTrailingSlash: true } });
  fastify.setErrorHandler((error, _, reply) => {
    console.error(error);
    void reply.code(500).send();
  });

  for (const [address, variants] of byAddress(scripts)) {
    const [method, url] = address.split(' ') as [Script['method'], string];
    const byQuery = new Map(variants.map((script) => [script.query, prepare(script)]));
    fastify.route({
      method,
      url,
      handler: async (request: FastifyRequest, reply) => {
        const viewer = viewerOf(request.headers.authorization!);
        const { users = [] } = (request.body ?? {}) as { users?: readonly number[] };
        const query = request.url.indexOf('?');
        const { script, run, answer } = byQuery.get(query < 0 ? '' : request.url.slice(query + 1))!;
        await run(pool, viewer, users);
        if (answer === undefined) return reply.code(script.status).send();
        return reply
          .code(script.status)
          .header('content-type', 'application/json; charset=utf-8')
          .send(JSON.stringify(answer));
      },
    });
  }
  await fastify.listen({ port: 0, host: '127.0.0.1' });
  const address = fastify.server.address();
  answerQuestions(typeof address === 'object' ? address!.port : 0);
}

/** Routes that differ only in their query are one route. */
function byAddress(scripts: readonly Script[]): ReadonlyMap<string, readonly Script[]> {
  const found = new Map<string, Script[]>();
  for (const script of scripts) {
    const address = `${script.method} ${script.pattern}`;
    found.set(address, [...(found.get(address) ?? []), script]);
  }
  return found;
}

function prepare(script: Script) {
  const { sample, steps, answer } = script;
  const outside: Part[] = [];
  /** Of the transaction; those of one packet together. */
  const inside: Part[][] = [];
  for (const step of steps) {
    const part = { step, binds: step.values.map((value) => bindOf(value, sample)) };
    if (step.text === 'BEGIN' || (inside.length > 0 && !step.together)) inside.push([part]);
    else (inside.at(-1) ?? outside).push(part);
  }
  const run = async (pool: Pool, viewer: number, users: readonly number[]): Promise<void> => {
    for (const part of outside) await send(pool, part, viewer, users);
    if (inside.length === 0) return;
    const client = await pool.connect();
    try {
      const { stream } = (client as unknown as { connection: { stream: Writable } }).connection;
      for (const packet of inside) {
        stream.cork();
        const answers = packet.map((part) => send(client, part, viewer, users));
        stream.uncork();
        await Promise.all(answers);
      }
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  };
  return { script, run, answer: answer === '' ? undefined : (JSON.parse(answer) as unknown) };
}

interface Part {
  readonly step: Step;
  readonly binds: readonly Bind[];
}

const send = (
  on: Pool | PoolClient,
  { step: { text, name }, binds }: Part,
  viewer: number,
  users: readonly number[],
) =>
  binds.length === 0 && name === undefined
    ? on.query(text)
    : on.query({ name, text, values: binds.map((bind) => bind(viewer, users)) });

/** Finds out what a recorded value stands for. */
function bindOf(value: unknown, { viewer, users }: Script['sample']): Bind {
  if (value === viewer) return (who) => who;
  if (Array.isArray(value)) {
    if (users && JSON.stringify(value) === JSON.stringify(users)) return (_, whom) => whom;
    if (value.length === 1 && value[0] === viewer) return (who) => [who];
  }
  return () => value;
}

void main();
