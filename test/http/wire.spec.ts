import { Body, Controller, Get, Post, Put } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { Settings } from 'luxon';

import { ApiAnyBody } from '../../src/http/api-body';
import { ApiPage, type Page, PageQuery } from '../../src/http/page';
import { UploadedFile } from '../../src/http/uploaded-file';
import {
  Choice,
  Decimal,
  FileField,
  Flag,
  IdList,
  Ids,
  JsonField,
  ListOf,
  Required,
  Text,
  Url,
  Whole,
  WireDate,
} from '../../src/http/wire';
import { Server } from './echo-app';

class UsersDto {
  @Ids({ max: 5, description: 'Whom to invite.' })
  readonly users: number[];
}

class AnswerDto {
  @Whole()
  readonly id?: number;

  @Text({ required: true, max: 10 })
  readonly text: string;

  @Flag()
  readonly is_correct?: boolean;
}

/** One field of each type; all optional, as in PATCH. */
class PatchDto {
  @Choice(['open', 'private'])
  readonly privacy?: string;

  @Text({ max: 5, min: 2 })
  readonly name?: string;

  @Text({ max: 20, blank: true })
  readonly description?: string;

  @Text({ max: 20, blank: true, nullable: true })
  readonly geolocation?: string | null;

  @Flag()
  readonly active?: boolean;

  @Flag({ nullable: true })
  readonly visible?: boolean | null;

  @Whole({ min: 0, max: 100 })
  readonly passing_grade?: number;

  @Whole({ nullable: true })
  readonly drip_delay?: number | null;

  @Decimal({ min: -90, max: 90, nullable: true })
  readonly geolocation_lat?: number | null;

  @IdList({ max: 3 })
  readonly categories?: number[];

  @WireDate()
  readonly start_date?: Date;

  @WireDate({ nullable: true })
  readonly end_date?: Date | null;

  @Url({ nullable: true })
  readonly link?: string | null;

  @JsonField({ nullable: true })
  readonly live_stream_settings?: unknown;

  @FileField({ max: 1000 })
  readonly image_original?: UploadedFile;

  @ListOf(() => AnswerDto, { min: 1, max: 3 })
  readonly answers?: AnswerDto[];
}

class CreateDto extends PatchDto {
  @Required()
  override readonly name: string;

  @Required()
  override readonly start_date: Date;
}

class PersonDto {
  @Text({ required: true })
  readonly username: string;
}

@Controller()
class WireController {
  @Post('users')
  @ApiAnyBody()
  users(@Body() body: UsersDto): unknown {
    return body;
  }

  @Post('patch')
  patch(@Body() body: PatchDto): unknown {
    const file = body.image_original;
    return { ...body, ...(file && { image_original: file.data.toString() }) };
  }

  @Put('create')
  create(@Body() body: CreateDto): unknown {
    return body;
  }

  @Get('people')
  @ApiPage(PersonDto)
  people(): Page<PersonDto> {
    return { count: 0, next: null, previous: null, results: [] };
  }
}

let server: Server;
beforeAll(async () => {
  server = await Server.start([WireController], { timeZone: 'Europe/Rome' });
});
afterAll(async () => {
  await server.stop();
  Settings.defaultZone = 'system';
});

type Answer = Awaited<ReturnType<Server['json']>>;
const post = (path: string, body: unknown, method = 'POST'): Promise<Answer> =>
  server.json(path, { method, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
const postForm = (path: string, body: string): Promise<Answer> =>
  server.json(path, { method: 'POST', body, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
const postParts = (path: string, ...fields: [string, string | Blob][]): Promise<Answer> => {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value as string);
  return server.json(path, { method: 'POST', body: form });
};

/** What the answer complains about: `field:code`, in order; or what was understood. */
const outcome = ({ status, body }: Answer): unknown =>
  status === 400
    ? body.errors.map(
        ({ field, messages }: { field: string; messages: { code: string }[] }) =>
          `${field}:${messages.map(({ code }) => code).join()}`,
      )
    : body;

describe('the ids of a command', () => {
  it.each<[unknown, unknown]>([
    [
      [1, 2],
      [1, 2],
    ],
    [
      ['1', ' 2 '],
      [1, 2],
    ],
    [
      [3, 1, 3, '1'],
      [3, 1],
    ],
    [[1, 1, 1, 1, 1, 1, 1], [1]],
    [[1.0], [1]],
    [[2147483647], [2147483647]],
  ])('JSON %j', async (users, read) => {
    expect(outcome(await post('/users', { users }))).toEqual({ users: read });
  });

  it.each<[unknown, string]>([
    [{}, 'required'],
    [{ user: [1] }, 'required'],
    [{ users: null }, 'null'],
    [{ users: 1 }, 'not_a_list'],
    [{ users: '1' }, 'not_a_list'],
    [{ users: '[1]' }, 'not_a_list'],
    [{ users: { 0: 1 } }, 'not_a_list'],
    [{ users: true }, 'not_a_list'],
    [{ users: [] }, 'empty'],
    [{ users: ['integer'] }, 'invalid'],
    [{ users: [1, null] }, 'invalid'],
    [{ users: [1, [2]] }, 'invalid'],
    [{ users: [1.5] }, 'invalid'],
    [{ users: ['1.5'] }, 'invalid'],
    [{ users: ['1,2'] }, 'invalid'],
    [{ users: [''] }, 'invalid'],
    [{ users: [true] }, 'invalid'],
    [{ users: [{}] }, 'invalid'],
    [{ users: [2147483648] }, 'invalid'],
    [{ users: ['99999999999999999999999'] }, 'invalid'],
    [{ users: [1, 2, 3, 4, 5, 6] }, 'max_length'],
  ])('JSON %j is refused: %s', async (body, code) => {
    expect(outcome(await post('/users', body))).toEqual([`users:${code}`]);
  });

  it.each([
    ['users=1', [1]],
    ['users=1&users=2', [1, 2]],
    ['users[]=1&users[]=2', [1, 2]],
    ['users[0]=1&users[1]=2', [1, 2]],
    ['users=[1,2]', [1, 2]],
    ['users=%5B%221%22%2C2%5D', [1, 2]],
    ['users=1,2', [1, 2]],
    ['{"users": [1]}', [1]],
  ])('form %s', async (body, users) => {
    expect(outcome(await postForm('/users', body))).toEqual({ users });
  });

  it.each([
    ['', 'required'],
    ['null', 'required'],
    ['users=', 'empty'],
    ['users=[]', 'empty'],
    ['users=a', 'invalid'],
    ['users={"a":1}', 'not_a_list'],
    ['{"users": ["integer"]}', 'invalid'],
    ['{"users": "1"}', 'not_a_list'],
    ['users=1,2,3,4,5,6', 'max_length'],
  ])('form %s is refused: %s', async (body, code) => {
    expect(outcome(await postForm('/users', body))).toEqual([`users:${code}`]);
  });

  it('parts', async () => {
    expect(outcome(await postParts('/users', ['users', '1'], ['users', '2']))).toEqual({ users: [1, 2] });
    expect(outcome(await postParts('/users', ['users[0]', '1']))).toEqual({ users: [1] });
    expect(outcome(await postParts('/users', ['users', '[1,2]']))).toEqual({ users: [1, 2] });
    expect(outcome(await postParts('/users', ['users', new Blob(['[1,2]'])]))).toEqual(['users:not_a_list']);
  });

  it('says which one is wrong', async () => {
    expect((await post('/users', { users: [1, 'x'] })).body.errors[0].messages).toEqual([
      { code: 'invalid', message: 'Item 1: a valid integer is required.' },
    ]);
  });
});

/** Field, what is sent as JSON, what is understood or complained about. */
const REFUSED = (code: string) => ({ code });
const JSON_CASES: [string, unknown, unknown][] = [
  ['name', 'abc', 'abc'],
  ['name', '  abc  ', 'abc'],
  ['name', 12345, '12345'],
  ['name', 'äöü🎈é', 'äöü🎈é'],
  ['name', '🎈🎈🎈🎈🎈', '🎈🎈🎈🎈🎈'],
  ['name', 'abcdef', REFUSED('max_length')],
  ['name', 'a', REFUSED('min_length')],
  ['name', '', REFUSED('blank')],
  ['name', '   ', REFUSED('blank')],
  ['name', null, REFUSED('null')],
  ['name', 'a\0b', REFUSED('invalid')],
  ['name', true, REFUSED('invalid')],
  ['name', ['abc'], REFUSED('invalid')],
  ['name', {}, REFUSED('invalid')],
  ['description', '', ''],
  ['description', null, REFUSED('null')],
  ['geolocation', null, null],
  ['geolocation', '', ''],
  ['privacy', 'open', 'open'],
  ['privacy', 'Open', REFUSED('invalid_choice')],
  ['privacy', '', REFUSED('invalid_choice')],
  ['privacy', 1, REFUSED('invalid_choice')],
  ['privacy', ['open'], REFUSED('invalid_choice')],
  ['privacy', null, REFUSED('null')],
  ['privacy', 'toString', REFUSED('invalid_choice')],
  ['active', true, true],
  ['active', 'False', false],
  ['active', 1, true],
  ['active', 0, false],
  ['active', 2, REFUSED('invalid')],
  ['active', 'maybe', REFUSED('invalid')],
  ['active', '', REFUSED('invalid')],
  ['active', null, REFUSED('null')],
  ['active', [], REFUSED('invalid')],
  ['visible', null, null],
  ['passing_grade', 70, 70],
  ['passing_grade', '70', 70],
  ['passing_grade', 0, 0],
  ['passing_grade', -1, REFUSED('min_value')],
  ['passing_grade', 101, REFUSED('max_value')],
  ['passing_grade', 1.5, REFUSED('invalid')],
  ['passing_grade', '1.5', REFUSED('invalid')],
  ['passing_grade', 'NaN', REFUSED('invalid')],
  ['passing_grade', '', REFUSED('invalid')],
  ['passing_grade', true, REFUSED('invalid')],
  ['passing_grade', null, REFUSED('null')],
  ['drip_delay', '3', 3],
  ['drip_delay', null, null],
  ['drip_delay', 2147483647, 2147483647],
  ['drip_delay', 2147483648, REFUSED('invalid')],
  ['drip_delay', -2147483649, REFUSED('invalid')],
  ['drip_delay', 1e300, REFUSED('invalid')],
  ['geolocation_lat', 44.5, 44.5],
  ['geolocation_lat', '-44.5', -44.5],
  ['geolocation_lat', '1e1', 10],
  ['geolocation_lat', 91, REFUSED('max_value')],
  ['geolocation_lat', -91, REFUSED('min_value')],
  ['geolocation_lat', 'Infinity', REFUSED('invalid')],
  ['geolocation_lat', 'NaN', REFUSED('invalid')],
  ['geolocation_lat', '1e999', REFUSED('invalid')],
  ['geolocation_lat', '12abc', REFUSED('invalid')],
  ['geolocation_lat', null, null],
  ['categories', [], []],
  ['categories', ['2', 1], [2, 1]],
  ['categories', 1, REFUSED('not_a_list')],
  ['categories', null, REFUSED('null')],
  ['categories', [1, 2, 3, 4], REFUSED('max_length')],
  ['start_date', '2025-01-16T14:52:24.400Z', '2025-01-16T14:52:24.400Z'],
  ['start_date', '2025-01-16T14:52:24.400913+01:00', '2025-01-16T13:52:24.400Z'],
  ['start_date', '2024-08-13T16:00:00+02:00', '2024-08-13T14:00:00.000Z'],
  ['start_date', '2024-08-13T16:00:00+0200', '2024-08-13T14:00:00.000Z'],
  ['start_date', '2024-08-13T16:00:00', '2024-08-13T14:00:00.000Z'],
  ['start_date', '2024-01-13T16:00', '2024-01-13T15:00:00.000Z'],
  ['start_date', '2024-01-13 16:00:00', '2024-01-13T15:00:00.000Z'],
  ['start_date', '2024-01-13', '2024-01-12T23:00:00.000Z'],
  ['start_date', '2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ['start_date', '2025-02-29T00:00:00Z', REFUSED('invalid')],
  ['start_date', '2025-02-30', REFUSED('invalid')],
  ['start_date', '2025-13-01T00:00:00Z', REFUSED('invalid')],
  ['start_date', '2025-01-01T25:00:00Z', REFUSED('invalid')],
  ['start_date', '0000-01-01T00:00:00Z', REFUSED('invalid')],
  ['start_date', '+275760-09-13T00:00:00Z', REFUSED('invalid')],
  ['start_date', '2025', REFUSED('invalid')],
  ['start_date', '2025-W03', REFUSED('invalid')],
  ['start_date', '14:52', REFUSED('invalid')],
  ['start_date', 'tomorrow', REFUSED('invalid')],
  ['start_date', 1700000000, REFUSED('invalid')],
  ['start_date', '', REFUSED('invalid')],
  ['start_date', {}, REFUSED('invalid')],
  ['start_date', null, REFUSED('null')],
  ['end_date', null, null],
  ['link', 'https://example.org/a?b=c#d', 'https://example.org/a?b=c#d'],
  ['link', 'http://localhost:3000/', 'http://localhost:3000/'],
  ['link', null, null],
  ['link', 'example.org', REFUSED('invalid')],
  ['link', 'javascript:alert(1)', REFUSED('invalid')],
  ['link', 'https://a\0b/', REFUSED('invalid')],
  ['link', `https://example.org/${'x'.repeat(2000)}`, REFUSED('max_length')],
  ['live_stream_settings', { a: [1] }, { a: [1] }],
  ['live_stream_settings', null, null],
  ['image_original', 'not a file', REFUSED('invalid')],
  ['image_original', { filename: 'a', mimetype: 'b', data: 'c' }, REFUSED('invalid')],
  ['answers', [{ text: 'a' }], [{ text: 'a' }]],
  ['answers', [{ id: '1', text: 'a', is_correct: 'true', more: 1 }], [{ id: 1, text: 'a', is_correct: true }]],
  ['answers', {}, REFUSED('not_a_list')],
  ['answers', [], REFUSED('min_length')],
  ['answers', ['a'], REFUSED('invalid')],
  ['answers', [null], REFUSED('invalid')],
  ['answers', [[]], REFUSED('invalid')],
  ['answers', [{ text: 'a' }, {}], REFUSED('required')],
  ['answers', [{ text: 'a' }, { text: 'much too long' }], REFUSED('max_length')],
  ['answers', [1, 2, 3, 4].map(() => ({ text: 'a' })), REFUSED('max_length')],
];

it.each(JSON_CASES)('JSON %s: %j', async (field, value, read) => {
  const expected = read && typeof read === 'object' && 'code' in read ? [`${field}:${read.code}`] : { [field]: read };
  expect(outcome(await post('/patch', { [field]: value }))).toEqual(expected);
});

/** In forms an empty text is null for what may be null, stays empty for texts, and is absence for the rest. */
const FORM_CASES: [string, unknown][] = [
  ['geolocation=', { geolocation: null }],
  ['geolocation_lat=', { geolocation_lat: null }],
  ['link=', { link: null }],
  ['end_date=', { end_date: null }],
  ['drip_delay=', { drip_delay: null }],
  ['visible=', { visible: null }],
  ['live_stream_settings=', { live_stream_settings: null }],
  ['live_stream_settings=null', { live_stream_settings: null }],
  ['live_stream_settings={"a":1}', { live_stream_settings: { a: 1 } }],
  ['description=', { description: '' }],
  ['name=', ['name:blank']],
  ['active=', {}],
  ['privacy=', {}],
  ['passing_grade=', {}],
  ['start_date=', {}],
  ['image_original=', {}],
  ['active=on&visible=0', { active: true, visible: false }],
  ['passing_grade=70&geolocation_lat=44.5', { passing_grade: 70, geolocation_lat: 44.5 }],
  ['categories=', { categories: [] }],
  ['categories=[]', { categories: [] }],
  ['categories=1&categories=2', { categories: [1, 2] }],
  ['categories[0]=2&categories[1]=1', { categories: [2, 1] }],
  ['answers=[{"text":"a"}]', { answers: [{ text: 'a' }] }],
  ['answers=a', ['answers:not_a_list']],
  ['name=abc&name=xyz', { name: 'xyz' }],
  ['type=lesson&products=[]&id=5', {}],
];

describe.each(['form', 'parts'])('%s', (kind) => {
  it.each(FORM_CASES)('%s', async (text, read) => {
    const fields = text.split('&').map((pair) => pair.split(/=(.*)/s).slice(0, 2) as [string, string]);
    const answer = await (kind === 'form' ? postForm('/patch', text) : postParts('/patch', ...fields));
    expect(outcome(answer)).toEqual(read);
  });
});

it('reads files, and refuses empty and large ones', async () => {
  expect(outcome(await postParts('/patch', ['image_original', new Blob(['GIF'])]))).toEqual({ image_original: 'GIF' });
  expect(outcome(await postParts('/patch', ['image_original', new Blob([])]))).toEqual(['image_original:empty']);
  expect(outcome(await postParts('/patch', ['image_original', new Blob(['x'.repeat(1001)])]))).toEqual([
    'image_original:max_length',
  ]);
  expect(outcome(await postParts('/patch', ['name', new Blob(['x'])]))).toEqual(['name:invalid']);
  expect(outcome(await postParts('/patch', ['categories', new Blob(['x'])]))).toEqual(['categories:not_a_list']);
});

it('asks a subclass for what its parent leaves open, and keeps the parent as it was', async () => {
  expect(outcome(await post('/create', {}, 'PUT'))).toEqual(['name:required', 'start_date:required']);
  expect(outcome(await post('/create', { name: 'abcdef', start_date: null }, 'PUT'))).toEqual([
    'name:max_length',
    'start_date:null',
  ]);
  expect(outcome(await post('/create', { name: 'abc', start_date: '2025-01-01T00:00:00Z', x: 1 }, 'PUT'))).toEqual({
    name: 'abc',
    start_date: '2025-01-01T00:00:00.000Z',
  });
  expect(outcome(await post('/patch', {}))).toEqual({});
});

it('complains once about each field, about the name first', async () => {
  const answer = await post('/patch', { privacy: 'x', categories: 'x', name: '', link: 'x', unknown: 'x' });
  expect(outcome(answer)).toEqual(['name:blank', 'privacy:invalid_choice', 'categories:not_a_list', 'link:invalid']);
});

it('says where inside a list of objects something is wrong', async () => {
  const { body } = await post('/patch', { answers: [{ text: 'a' }, { text: '' }] });
  expect(body.errors).toEqual([
    { field: 'answers', messages: [{ code: 'blank', message: 'Item 1: text: This field may not be blank.' }] },
  ]);
});

it.each(['[1]', '"text"', '5', 'true'])('wants an object, not %s', async (body) => {
  const answer = await server.json('/users', { method: 'POST', body, headers: { 'Content-Type': 'application/json' } });
  expect(outcome(answer)).toEqual(['non_field_errors:invalid']);
});

it('drops names that mean something to every object', async () => {
  const body = '{"__proto__":{"name":"x"},"constructor":{"prototype":{"name":"x"}},"toString":"x","name":"abc"}';
  const answer = await server.json('/patch', { method: 'POST', body, headers: { 'Content-Type': 'application/json' } });
  expect(outcome(answer)).toEqual({ name: 'abc' });
});

describe('the document', () => {
  const schemas = () =>
    SwaggerModule.createDocument(server.app, new DocumentBuilder().build()).components?.schemas as Record<string, any>;

  it('describes each type', () => {
    expect(schemas()['UsersDto']).toEqual({
      type: 'object',
      required: ['users'],
      properties: {
        users: {
          type: 'array',
          items: { type: 'integer' },
          minItems: 1,
          maxItems: 5,
          description: 'Whom to invite.',
          example: [7, 12],
        },
      },
    });
    expect(schemas()['PatchDto'].required).toBeUndefined();
    expect(schemas()['PatchDto'].properties).toMatchObject({
      name: { type: 'string', minLength: 2, maxLength: 5 },
      privacy: { type: 'string', enum: ['open', 'private'] },
      active: { type: 'boolean' },
      passing_grade: { type: 'integer', minimum: 0, maximum: 100 },
      geolocation_lat: { type: 'number', minimum: -90, maximum: 90, nullable: true },
      categories: { type: 'array', items: { type: 'integer' } },
      end_date: { type: 'string', format: 'date-time', nullable: true },
      link: { type: 'string', format: 'uri', nullable: true },
      image_original: { type: 'string', format: 'binary' },
      answers: { type: 'array', items: { $ref: '#/components/schemas/AnswerDto' } },
    });
  });

  it('knows what a subclass requires', () => {
    expect(schemas()['CreateDto'].required.toSorted()).toEqual(['name', 'start_date']);
    expect(schemas()['CreateDto'].properties.name).toMatchObject({ type: 'string', maxLength: 5 });
    expect(schemas()['CreateDto'].properties.start_date).toMatchObject({ type: 'string', format: 'date-time' });
  });

  it('describes the kinds of bodies, and what a refusal looks like', () => {
    const document = SwaggerModule.createDocument(server.app, new DocumentBuilder().build());
    const users = document.paths['/users']?.post;
    expect(Object.keys((users?.requestBody as unknown as { content: object } | undefined)?.content ?? {})).toEqual([
      'application/json',
      'multipart/form-data',
      'application/x-www-form-urlencoded',
    ]);
    expect(users?.responses['400']).toMatchObject({
      content: { 'application/json': { schema: { $ref: '#/components/schemas/ErrorsDto' } } },
    });
    expect(schemas()['ErrorsDto'].properties.errors.items.oneOf).toHaveLength(2);
    expect(Object.keys(schemas())).toEqual(expect.arrayContaining(['FieldErrorDto', 'ErrorMessageDto']));
  });

  it('describes a page', () => {
    const document = SwaggerModule.createDocument(server.app, new DocumentBuilder().build());
    const [people] = Object.entries(document.paths).filter(([path]) => path.startsWith('/people'));
    expect(people?.[1].get?.responses['200']).toMatchObject({
      content: {
        'application/json': {
          schema: {
            required: ['count', 'next', 'previous', 'results'],
            properties: { results: { type: 'array', items: { $ref: '#/components/schemas/PersonDto' } } },
          },
        },
      },
    });
    expect(new PageQuery()).toEqual({ limit: 20, offset: 0 });
  });
});
