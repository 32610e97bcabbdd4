import { isNativeError } from 'node:util/types';

/** Fastify's errors only inherit from Error; those of Node may come from another realm, as under jest. */
export const isError = (value: unknown): value is Error => value instanceof Error || isNativeError(value);
