import { applyDecorators, createParamDecorator, type ExecutionContext, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { Allow } from 'class-validator';
import type { FastifyRequest } from 'fastify';

import { type Cursor, CursorField, type Place, writeCursor } from './cursor';
import { INT4 } from './wire-values';

export const PAGE_SIZE = { standard: 20, maximum: 100 } as const;

/** Which slice of a list is wanted; without a limit, all of it. */
export interface Slice {
  readonly limit: number | null;
  readonly offset: number;
  /** Where a walk stands; it takes the place of the offset. */
  readonly cursor?: Cursor;
}

const limitFrom = <Standard>(value: unknown, standard: Standard): number | Standard => {
  const limit = wholeFrom(value);
  return limit === undefined || limit === 0 ? standard : Math.min(limit, PAGE_SIZE.maximum);
};

/** The last of several values counts; text that is no natural number is undefined. */
function wholeFrom(value: unknown): number | undefined {
  const text = String(Array.isArray(value) ? value.at(-1) : value).trim();
  return /^\+?\d+$/.test(text) ? Number(text) : undefined;
}

const Offset = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ type: 'integer', required: false, minimum: 0, default: 0, description: 'The initial index.' }),
    Transform(({ value }: { value: unknown }) => Math.min(wholeFrom(value) ?? 0, INT4.max)),
    Allow(),
  );

/** Query of a paged list: 20 rows unless told otherwise, 100 at most. Nonsense is read as absence, never refused. */
export class PageQuery implements Slice {
  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: 1,
    maximum: PAGE_SIZE.maximum,
    default: PAGE_SIZE.standard,
    description: 'Number of results to return per page.',
  })
  @Transform(({ value }: { value: unknown }) => limitFrom(value, PAGE_SIZE.standard))
  @Allow()
  readonly limit: number = PAGE_SIZE.standard;

  @Offset()
  readonly offset: number = 0;
}

/** Query of a paged list that can be walked as well. */
export class WalkQuery extends PageQuery {
  @CursorField()
  readonly cursor?: Cursor;
}

/** Query of a list that is whole unless a limit is asked for, because its readers never turn the page. */
export class AllPageQuery implements Slice {
  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: 1,
    maximum: PAGE_SIZE.maximum,
    description: 'Number of results to return per page; everything when absent.',
  })
  @Transform(({ value }: { value: unknown }) => limitFrom(value, null))
  @Allow()
  readonly limit: number | null = null;

  @Offset()
  readonly offset: number = 0;
}

/** Query of such a list that can be walked as well. */
export class AllWalkQuery extends AllPageQuery {
  @CursorField()
  readonly cursor?: Cursor;
}

/** One page on the wire. */
export interface Page<Item> {
  readonly count: number;
  readonly next: string | null;
  readonly previous: string | null;
  readonly results: readonly Item[];
}

/** What an answer says of the address of its request. */
export type Address = Pick<URL, 'origin' | 'pathname' | 'search'>;

/** Nothing in it that `URL` would spell differently. */
const PLAIN_TARGET = /^(\/[\w\-./~%+]*)(\?[\w\-./~%+&=,:;@!*()[\]?]*)?$/;
const DOT_SEGMENT = /\/\.|%2e/i;

/** The last origin that was read, which is nearly always the next one too. */
let lastRead: { readonly text: string; readonly origin: string | null } | undefined;

/** The origin that a text spells, or null when it spells none. */
function originOf(text: string): string | null {
  if (lastRead?.text !== text) lastRead = { text, origin: URL.canParse(text) ? new URL(text).origin : null };
  return lastRead.origin;
}

/**
 * The absolute address of a request: below the configured origin, or else as the client wrote it in `Host`.
 * Forwarding headers are not believed; who runs a proxy configures the public address.
 */
export function urlOf(request: FastifyRequest, publicUrl?: string): Address {
  const target = request.originalUrl.replace(/^https?:\/\/[^/?]*/i, '');
  const base = (publicUrl ?? `${request.protocol}://${request.host}`).replace(/\/+$/, '');
  const origin = originOf(base);
  const [, pathname, search = ''] = PLAIN_TARGET.exec(target) ?? [];
  if (origin === base && pathname !== undefined && !DOT_SEGMENT.test(pathname)) {
    return { origin, pathname, search: search === '?' ? '' : search };
  }
  return new URL(origin === null ? `http://localhost${target}` : base + target);
}

/** The address of this request as the outside knows it, for `pageOf`. */
export const RequestUrl = createParamDecorator((_: unknown, context: ExecutionContext): Address => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return urlOf(request, request.server.publicUrl);
});

/**
 * A page and the addresses of its neighbours, which keep all other parameters as they were spelled. `limit` stands
 * before `offset`, because clients read them in that order, and the first page has no offset. On a walk, `next` goes on
 * behind `last`, the place of the last row, and there is no way back.
 */
export function pageOf<Item>(
  url: Address,
  { limit, offset, cursor }: Slice,
  [results, count, last]: readonly [results: readonly Item[], count: number, last?: Place],
): Page<Item> {
  if (limit === null) return { count, next: null, previous: null, results };
  if (cursor) {
    const more = last !== undefined && results.length === limit;
    const next = more ? neighbour(url, [`limit=${limit}`, `cursor=${writeCursor(last)}`]) : null;
    return { count, next, previous: null, results };
  }
  const at = (start: number): string =>
    neighbour(url, start > 0 ? [`limit=${limit}`, `offset=${start}`] : [`limit=${limit}`]);
  return {
    count,
    next: offset + limit < count ? at(offset + limit) : null,
    previous: offset > 0 ? at(Math.max(0, offset - limit)) : null,
    results,
  };
}

function neighbour(url: Address, place: readonly string[]): string {
  const kept = url.search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !/^(limit|offset|cursor)(=|$)/.test(pair));
  return `${url.origin}${url.pathname}?${[...kept, ...place].join('&')}`;
}

/** Describes a page of `item` in the OpenAPI document. */
export function ApiPage(item: Type): MethodDecorator {
  const address = { type: 'string', format: 'uri', nullable: true } as const;
  return applyDecorators(
    ApiExtraModels(item),
    ApiOkResponse({
      schema: {
        type: 'object',
        required: ['count', 'next', 'previous', 'results'],
        properties: {
          count: { type: 'integer' },
          next: address,
          previous: address,
          results: { type: 'array', items: { $ref: getSchemaPath(item) } },
        },
      },
    }),
  );
}
