import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Compares the OpenAPI document with the contract's own routes and fields, which were typed in from the reference, and
 * lists what differs. The document may say more than the contract (further parameters, statuses), never less.
 */
const read = (path: string) => JSON.parse(readFileSync(join(__dirname, path), 'utf8'));
const { endpoints } = read('endpoints.json');
const { schemas } = read('schemas.json');
const openapi = read('../../openapi.json');

/** Fields that only clients know of and that the contract lets a server leave out. */
const OPTIONAL = new Set(['payment_order', 'live_stream', 'deleted_at', 'language', 'company_name', 'company_role']);

/** Replies have none, and where all replies of a thread are listed it is left out, as the contract's text says. */
OPTIONAL.add('latest_reply');

/** Lists that are empty in every answer, since there are neither tags nor payments here; their items are not described. */
const ALWAYS_EMPTY = /\.(tags|paywalls)$/;

interface Field {
  readonly type: string;
  readonly nullable?: boolean;
  readonly access?: string;
  readonly enum?: readonly unknown[];
  readonly items?: { readonly ref?: string; readonly type?: string };
  readonly ref?: string;
  readonly properties?: Record<string, Field>;
  readonly note?: string;
  readonly source?: string;
}

const groups = [...new Set<string>(endpoints.map(({ group }: { group: string }) => group))];

describe('the OpenAPI document against the contract', () => {
  it.each(groups)('differs in nothing in the group %s', (group) => {
    const differences = endpoints
      .filter((endpoint: { group: string }) => endpoint.group === group)
      .flatMap((endpoint: any) => differencesOf(endpoint).map((difference) => `${endpoint.id}: ${difference}`));
    expect(differences).toEqual([]);
  });

  it('has an action of the policy table on every route', () => {
    for (const [path, operations] of Object.entries<Record<string, any>>(openapi.paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        expect([method, path, typeof operation['x-policy']?.action]).toEqual([method, path, 'string']);
      }
    }
  });

  it('ends every address of the API with a slash', () => {
    expect(Object.keys(openapi.paths).filter((path) => path.startsWith('/api/') && !/(\/|\.\w+)$/.test(path))).toEqual(
      [],
    );
  });
});

function differencesOf(endpoint: any): string[] {
  const operation = openapi.paths[endpoint.path]?.[endpoint.method.toLowerCase()];
  if (!operation) return [`no ${endpoint.method} ${endpoint.path}`];
  const found = [
    ...missing('query parameter', names(endpoint.query_params), parameters(operation, 'query')),
    ...missing('path parameter', names(endpoint.path_params), parameters(operation, 'path')),
    ...missing('body field', names(endpoint.body), bodyFields(operation)),
  ];
  const answer = operation.responses[endpoint.success_status];
  if (!answer) return [...found, `no answer ${endpoint.success_status}`];
  for (const status of endpoint.error_statuses ?? []) {
    if (!operation.responses[status]) found.push(`no answer ${status}`);
  }
  return [...found, ...answerDifferences(endpoint.response_schema, answer)];
}

const names = (list: { name: string }[] | undefined): string[] => (list ?? []).map(({ name }) => name);

const missing = (what: string, wanted: string[], there: string[]): string[] =>
  wanted.filter((name) => !there.includes(name)).map((name) => `no ${what} ${name}`);

const parameters = (operation: any, place: string): string[] =>
  (operation.parameters ?? []).filter((parameter: any) => parameter.in === place).map(({ name }: any) => name);

function bodyFields(operation: any): string[] {
  const [content] = Object.values<any>(operation.requestBody?.content ?? {});
  return content ? Object.keys(propertiesOf(content.schema)) : [];
}

function resolve(schema: any): any {
  return schema?.$ref ? resolve(openapi.components.schemas[schema.$ref.split('/').at(-1)]) : schema;
}

/** The fields of a schema, those of what it is composed of included. */
function propertiesOf(schema: any): Record<string, any> {
  const resolved = resolve(schema) ?? {};
  const parts = [...(resolved.allOf ?? [])].map(propertiesOf);
  return Object.assign({}, ...parts, resolved.properties);
}

function answerDifferences(wanted: unknown, answer: any): string[] {
  const schema = answer.content?.['application/json']?.schema;
  if (wanted === null || wanted === undefined) return schema ? ['an answer where there should be none'] : [];
  if (typeof wanted === 'object') {
    const shapes = (resolve(schema)?.anyOf ?? resolve(schema)?.oneOf ?? []).map(propertiesOf);
    return Object.values<string>(wanted as Record<string, string>).flatMap((name) => {
      const tries = shapes.map((shape: any) => shapeDifferences(name, schemas[name].fields, shape));
      return tries.toSorted((a: string[], b: string[]) => a.length - b.length)[0] ?? [`no schema for ${name}`];
    });
  }
  const [, container, inner] = /^(\w+)<(\w+)>$/.exec(String(wanted)) ?? [];
  if (container === 'paginated') {
    const page = propertiesOf(schema);
    const shape = missing('page field', ['count', 'next', 'previous', 'results'], Object.keys(page));
    return [...shape, ...itemDifferences(inner!, page['results']?.items)];
  }
  if (container === 'list') return itemDifferences(inner!, resolve(schema)?.items);
  const name = String(wanted);
  if (!schemas[name]) return schema ? [] : [`no schema for ${name}`];
  return shapeDifferences(name, schemas[name].fields, propertiesOf(schema));
}

function itemDifferences(name: string, items: any): string[] {
  if (!schemas[name]) return resolve(items)?.type === name ? [] : [`items are not ${name}`];
  return shapeDifferences(name, schemas[name].fields, propertiesOf(items));
}

/** What is missing from a shape or of another type, and what it has that the contract does not know. */
function shapeDifferences(
  name: string,
  fields: Record<string, Field>,
  shape: Record<string, any>,
  depth = 0,
): string[] {
  const wanted = Object.entries(fields).filter(([, { access }]) => access !== 'write-only');
  const found = wanted.flatMap(([key, field]) => {
    if (!(key in shape)) return isOptional(key, field) ? [] : [`${name}.${key} is missing`];
    return fieldDifferences(`${name}.${key}`, field, shape[key], depth);
  });
  const unknown = Object.keys(shape).filter((key) => !(key in fields) || fields[key]!.access === 'write-only');
  return [...found, ...unknown.map((key) => `${name}.${key} is not in the contract`)];
}

/** A field of one circumstance (only inside an attempt, only on one route) may be absent elsewhere. */
const isOptional = (key: string, { note = '', source }: Field): boolean =>
  OPTIONAL.has(key) || /\bonly (on|inside)\b|optional|outside the course/.test(note) || source === 'client';

const JSON_TYPES: Record<string, string> = { float: 'number' };

function fieldDifferences(name: string, field: Field, schema: any, depth: number): string[] {
  const resolved = resolve(schema.allOf?.[0] ?? schema);
  const found: string[] = [];
  const type = JSON_TYPES[field.type] ?? field.type;
  if (type && type !== 'any' && resolved.type && resolved.type !== type)
    found.push(`${name} is ${resolved.type}, not ${type}`);
  if (!field.nullable && schema.nullable) found.push(`${name} may be null`);
  if (field.enum && resolved.enum) {
    const words = (list: readonly unknown[]) =>
      list
        .filter((word) => word !== null)
        .map(String)
        .toSorted();
    const extra = words(resolved.enum).filter((word) => !words(field.enum!).includes(word));
    if (extra.length > 0) found.push(`${name} may be ${extra.join(', ')}`);
  }
  const inner = field.items?.ref ?? field.ref;
  if (!inner || !schemas[inner] || depth > 2 || ALWAYS_EMPTY.test(name)) return found;
  return [
    ...found,
    ...shapeDifferences(`${name}:${inner}`, schemas[inner].fields, propertiesOf(resolved.items ?? resolved), depth + 1),
  ];
}
