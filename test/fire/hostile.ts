import fc from 'fast-check';

/** A piece of a request body that is written out as it is, valid JSON or not. */
export class Raw {
  constructor(readonly json: string) {}
}

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly example?: unknown;
}

const deep = (open: string, close: string, levels: number) => new Raw(open.repeat(levels) + close.repeat(levels));

/** Texts that have broken programs before. */
export const TEXTS: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\u202Eevil\u202C',
  `Z${'\u0301\u0323'.repeat(300)}`,
  '👩‍👩‍👧‍👦'.repeat(100),
  'ﷺ'.repeat(500),
  '\uFEFFname',
  '\uFFFE\uFFFF',
  '١٢٣',
  'İıſK',
  'x'.repeat(256),
  'x'.repeat(70_000),
  "'; DROP TABLE app_user; --",
  '%',
  '_',
  '\\',
  '$1',
  '{{7*7}}',
  '../../etc/passwd',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  'null',
  'undefined',
  'true',
  '[]',
  '{}',
  '[1',
  '0x10',
  '1e309',
  '-0',
  'NaN',
  '2147483648',
  '99999999999999999999999',
  '0000-00-00',
  '2024-02-30T25:61:00Z',
  '9999-12-31T23:59:59Z',
  '+275760-09-13T00:00:00.001Z',
  '-271821-04-20T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '2025-03-30T02:30:00',
  'http://',
  'javascript:alert(1)',
  'file:///etc/passwd',
  'http://169.254.169.254/',
  'a@b',
  '\r\nSet-Cookie: x=1',
];

/** Numbers at the borders of what anything can hold. */
const NUMBERS: readonly unknown[] = [
  0,
  -1,
  1,
  0.1,
  1e-7,
  100,
  101,
  1000,
  32_767,
  2_147_483_647,
  2_147_483_648,
  -2_147_483_649,
  new Raw('9007199254740993'),
  1e21,
  new Raw('-0'),
  new Raw('1e308'),
  new Raw('1e999'),
  new Raw('123456789012345678901234567890'),
];

/** Things of another type than anybody asked for. */
const STRANGERS: readonly unknown[] = [
  null,
  true,
  false,
  [],
  {},
  [[]],
  [null],
  ['a', 1, null, {}],
  Array.from({ length: 1001 }, (_, at) => at + 1),
  Array(5000).fill('x'),
  new Raw('"\\ud800"'),
  new Raw('"\\udfff\\ud800"'),
  new Raw('{"__proto__":{"admin":true}}'),
  new Raw('{"constructor":{"prototype":{"admin":true}}}'),
  new Raw('{"toString":1,"valueOf":2,"length":-1}'),
  new Raw('{"constructor":5}'),
  new Raw('[{"constructor":"x","then":1}]'),
  deep('[', ']', 31),
  deep('[', ']', 5000),
  deep('{"a":', '}', 20),
];

export const hostile: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<unknown>(...TEXTS) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(...NUMBERS) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(...STRANGERS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.integer() },
);

/** A value that fits, more or less; ids are taken from those that exist. */
export function fitting(
  schema: Schema,
  resolve: (ref: string) => Schema,
  ids: readonly number[],
): fc.Arbitrary<unknown> {
  if (schema.$ref) return fitting(resolve(schema.$ref), resolve, ids);
  const choice = schema.oneOf ?? schema.allOf;
  if (choice) return fc.oneof(...choice.map((each) => fitting(each, resolve, ids)));
  if (schema.enum) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'integer':
    case 'number':
      return fc.oneof(fc.constantFrom(...ids), fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 1000 }));
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(fitting(schema.items ?? {}, resolve, ids), { minLength: 1, maxLength: 3 });
    case 'object':
      return object(schema, resolve, ids);
    default:
      return text(schema);
  }
}

const text = ({ format, example }: Schema): fc.Arbitrary<unknown> => {
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  const words = fc.string({ minLength: 1, maxLength: 20 });
  return example === undefined ? words : fc.oneof(fc.constant(example), words);
};

function object({ properties = {}, required = [] }: Schema, resolve: (ref: string) => Schema, ids: readonly number[]) {
  const fields = Object.entries(properties).map(([name, each]) => [name, fitting(each, resolve, ids)] as const);
  return fc.record(Object.fromEntries(fields), { requiredKeys: [...required] });
}

/** A body that fits but for one or two fields. */
export function spoilt(
  schema: Schema,
  resolve: (ref: string) => Schema,
  ids: readonly number[],
): fc.Arbitrary<unknown> {
  const known = schema.$ref ? resolve(schema.$ref) : schema;
  const names = [
    ...Object.keys(known.properties ?? {}),
    'id',
    '__proto__',
    'constructor',
    'toString',
    'deleted',
    'created_by',
  ];
  const change = fc.tuple(
    fc.constantFrom(...names),
    fc.oneof({ weight: 3, arbitrary: hostile }, fc.constant(undefined)),
  );
  return fc
    .tuple(fitting(schema, resolve, ids), fc.array(change, { minLength: 1, maxLength: 2 }))
    .map(([body, changes]) => {
      const fields = typeof body === 'object' && body !== null ? { ...body } : {};
      for (const [name, value] of changes)
        Object.defineProperty(fields, name, { value, enumerable: true, configurable: true });
      return fields;
    });
}

/** JSON in which raw pieces stand as they are. */
export function write(value: unknown): string {
  if (value instanceof Raw) return value.json;
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).filter(([, each]) => each !== undefined);
    return `{${fields.map(([name, each]) => `${JSON.stringify(name)}:${write(each)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
