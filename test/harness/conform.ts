import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

interface Operation {
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: object }> }>;
}

interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, object> };
}

/** The document that is published with the service. */
export const openapi = JSON.parse(readFileSync(join(__dirname, '../../openapi.json'), 'utf8')) as Document;

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema({ $id: 'openapi', components: strict(openapi.components) as object });

const routes = Object.entries(openapi.paths).map(([template, operations]) => ({
  template,
  operations,
  literals: template.split('/').filter((part) => !part.startsWith('{')).length,
  pattern: new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+').replace(/\/$/, '/?')}$`),
}));

const validators = new Map<string, ValidateFunction>();

/** The address of the document that a path belongs to: the one with the fewest placeholders. */
export function templateOf(path: string): (typeof routes)[number] | undefined {
  const [pathname = ''] = path.split('?');
  return routes.filter(({ pattern }) => pattern.test(pathname)).toSorted((a, b) => b.literals - a.literals)[0];
}

/**
 * Throws when an answer is not what the OpenAPI document says of its route: a status that is not listed, a field that is
 * missing, has the wrong type or is not in the schema at all. Addresses outside of the document pass.
 */
export function conform(method: string, path: string, answer: { status: number; body: unknown }): void {
  const route = templateOf(path);
  const operation = route?.operations[method.toLowerCase()];
  if (!route || !operation) return;
  const name = `${method} ${route.template} ${answer.status}`;
  const response = operation.responses[answer.status];
  if (!response) {
    // What the transport refuses (413, 415, 503 …) is said once for all routes, not in each of them.
    if (answer.status >= 400 && isEnvelope(answer.body)) return;
    throw new Error(`${name} is not in the OpenAPI document: ${JSON.stringify(answer.body)}`);
  }
  const schema = response.content?.['application/json']?.schema;
  if (!schema) {
    if (answer.status === 204 && answer.body !== '')
      throw new Error(`${name} has a body: ${JSON.stringify(answer.body)}`);
    return;
  }
  const validate = validators.get(name) ?? ajv.compile(strict(schema) as object);
  validators.set(name, validate);
  if (!validate(answer.body)) {
    throw new Error(
      `${name} does not fit the OpenAPI document: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(answer.body)}`,
    );
  }
}

const isEnvelope = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && Array.isArray((body as { errors?: unknown }).errors);

/** The schema as JSON Schema that admits no fields but the listed ones. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strict(value)]));
  if (typeof copy['$ref'] === 'string') return { $ref: copy['$ref'].replace('#/', 'openapi#/') };
  if (copy['properties'] && copy['additionalProperties'] === undefined) copy['additionalProperties'] = false;
  if (copy['nullable'] !== true) return copy;
  delete copy['nullable'];
  return { anyOf: [copy, { type: 'null' }] };
}
