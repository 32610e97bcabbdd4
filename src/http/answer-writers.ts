import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Schema } from 'fast-json-stringify';
import type { FastifyInstance } from 'fastify';

import { ROOT } from '../../ormconfig';

/** An OpenAPI document, as far as answers are described in it. */
export interface AnswerDocument {
  readonly paths: Readonly<Record<string, object>>;
  readonly components?: { readonly schemas?: object };
}

interface Operation {
  readonly responses?: Readonly<Record<string, { readonly content?: Readonly<Record<string, { schema?: Schema }>> }>>;
}

type Write = (answer: unknown) => string;

/**
 * Lets answers be written by what the OpenAPI document says of them, so that a field which it does not name stays here.
 * A writer is made for the first answer of its route. Refusals, what the document does not describe, and what may have one
 * of several shapes are written by `JSON.stringify`.
 */
export function writeByDocument(fastify: FastifyInstance, read: () => AnswerDocument = published()): void {
  let found: Writers | undefined;
  fastify.addHook('onRoute', (route) => {
    route.schema = { ...route.schema, response: { '2xx': {} } };
  });
  fastify.setSerializerCompiler(({ method, url }) => {
    let write: Write | undefined;
    return (answer) => (write ??= (found ??= new Writers(read())).of(method, url))(answer);
  });
}

/**
 * Reads the document that is published with the service; throws at once when it is not there. One that is made here would
 * say as much only where the build has put the types of the fields into it, and other compilers do not.
 */
function published(): () => AnswerDocument {
  // Beside the sources, and above what is built of them.
  const path = ['.', '..'].map((up) => join(ROOT, up, 'openapi.json')).find((file) => existsSync(file));
  if (path === undefined) throw new Error('openapi.json is missing; it belongs beside package.json');
  return () => JSON.parse(readFileSync(path, 'utf8')) as AnswerDocument;
}

/** Loaded with the first answer: it brings a validator along, and a start would wait for both. */
const writerFor = (schema: Schema, options: { readonly schema: Record<string, Schema> }): Write =>
  (require('fast-json-stringify') as typeof import('fast-json-stringify').default)(schema, options);

/** Its schemas refer to each other by their place in the document, under this name. */
const DOCUMENT = 'openapi';

class Writers {
  private readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  private readonly schemas: Record<string, Schema>;

  constructor({ paths, components = {} }: AnswerDocument) {
    this.paths = forWriting(paths) as typeof this.paths;
    this.schemas = { [DOCUMENT]: { $id: DOCUMENT, ...forWriting({ components }) } as Schema };
  }

  of(method: string, url: string): Write {
    const path = url.replace(/:(\w+)/g, '{$1}').replace(/\/$/, '');
    const operations = this.paths[`${path}/`] ?? this.paths[path];
    const { responses = {} } = operations?.[method === 'HEAD' ? 'get' : method.toLowerCase()] ?? {};
    const [, success] = Object.entries(responses).find(([status]) => status.startsWith('2')) ?? [];
    const schema = success?.content?.['application/json']?.schema;
    return schema ? writerFor(schema, { schema: this.schemas }) : JSON.stringify;
  }
}

/** The same in a form that insists on nothing, since a writer is no judge, and leaves alone what may be anything. */
function forWriting(part: object): object {
  return JSON.parse(JSON.stringify(part), (key, value: unknown) => {
    if (key === '$ref') return DOCUMENT + String(value);
    if (key === 'required' && Array.isArray(value)) return undefined;
    return mayBeAnything(value) ? {} : value;
  }) as object;
}

/** Whether a schema says nothing of an object but that it is one, or admits several shapes, as that of one course does. */
const mayBeAnything = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  ('oneOf' in value || 'anyOf' in value || ('type' in value && value.type === 'object' && !('properties' in value)));
