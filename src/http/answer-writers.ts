import writerFor, { type Schema } from 'fast-json-stringify';
import type { FastifyInstance } from 'fastify';

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
 * Lets answers be written by what the OpenAPI document says of them, which takes two thirds of the time. A writer is made
 * for the first answer of its route. What the document does not describe is plain JSON, and so are refusals.
 */
export function writeByDocument(fastify: FastifyInstance, document: AnswerDocument): void {
  const writers = new Writers(document);
  fastify.addHook('onRoute', (route) => {
    route.schema = { ...route.schema, response: { '2xx': {} } };
  });
  fastify.setSerializerCompiler(({ method, url }) => {
    let write: Write | undefined;
    return (answer) => (write ??= writers.of(method, url))(answer);
  });
}

/** Its schemas refer to each other by their place in the document, under this name. */
const DOCUMENT = 'openapi';

class Writers {
  private readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  private readonly schemas: Record<string, Schema>;

  constructor({ paths, components = {} }: AnswerDocument) {
    this.paths = forWriting(paths) as typeof this.paths;
    this.schemas = { [DOCUMENT]: { $id: DOCUMENT, type: 'object', ...forWriting({ components }) } };
  }

  of(method: string, url: string): Write {
    const path = url.replace(/:(\w+)/g, '{$1}').replace(/\/$/, '');
    const operations = this.paths[`${path}/`] ?? this.paths[path];
    const { responses = {} } = operations?.[method === 'HEAD' ? 'get' : method.toLowerCase()] ?? {};
    const [, success] = Object.entries(responses).find(([status]) => status.startsWith('2')) ?? [];
    const schema = success?.content?.['application/json']?.schema;
    // To write one of several forms it would have to find out which one it is, and that takes longer than plain JSON.
    return schema && !('anyOf' in schema) ? writerFor(schema, { schema: this.schemas }) : JSON.stringify;
  }
}

/** The same in a form that neither leaves out what it does not know nor insists on anything: a writer is no judge. */
function forWriting(part: object): object {
  return JSON.parse(JSON.stringify(part), (key, value: unknown) => {
    if (key === '$ref') return DOCUMENT + String(value);
    if (key === 'required') return undefined;
    return isRecord(value) && 'properties' in value ? { ...value, additionalProperties: true } : value;
  }) as object;
}

const isRecord = (value: unknown): value is object => typeof value === 'object' && value !== null;
