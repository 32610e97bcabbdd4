import type { FastifyServerOptions } from 'fastify';

/** How much one request may bring along. */
export interface BodyLimits {
  /** Bytes of a JSON or form body, and of one text field of a multipart body. */
  readonly body: number;
  /** Bytes of one uploaded file. */
  readonly file: number;
  /** Bytes of a whole multipart body. */
  readonly upload: number;
  /** Fields of a form, parts of a multipart body. */
  readonly fields: number;
  /** Levels of nesting in JSON. */
  readonly depth: number;
}

const MEGABYTE = 1024 * 1024;

export const BODY_LIMITS: BodyLimits = {
  body: MEGABYTE,
  file: 50 * MEGABYTE,
  upload: 51 * MEGABYTE,
  fields: 5000,
  depth: 32,
};

/** What the transport wants to know; the application's configuration fits in. */
export interface HttpConfig {
  /** Origin of the addresses that we hand out; taken from the request when absent. */
  readonly publicUrl?: string;
  /** IANA zone in which dates without an offset are read. */
  readonly timeZone: string;
  /** Options of Fastify's own logger; silent when absent. */
  readonly logger?: FastifyServerOptions['logger'];
  /** One line for each request that was answered. */
  readonly logRequests?: boolean;
  /** Proxies in front, whose word for the caller's address is taken: how many, or which addresses. */
  readonly trustProxy?: number | readonly string[];
  /** Origins of pages that may call; every one when absent. */
  readonly corsOrigins?: readonly string[];
  readonly bodyLimits?: Partial<BodyLimits>;
}
