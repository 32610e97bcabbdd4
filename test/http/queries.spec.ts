import { Controller, Get, Query } from '@nestjs/common';

import { ChoiceList, Choice, Flag, IdList, Text } from '../../src/http/wire';
import { EchoController, Server } from './echo-app';

class SearchQuery {
  @ChoiceList(['creator', 'manager', 'joined', 'invited'])
  readonly statuses?: string[];

  @IdList()
  readonly categories?: number[];

  @Text({ max: 20, blank: true })
  readonly search?: string;

  @Flag()
  readonly active?: boolean;

  @Choice(['edit', 'user'])
  readonly view?: string;
}

@Controller('search')
class SearchController {
  @Get()
  search(@Query() query: SearchQuery): SearchQuery {
    return query;
  }
}

let server: Server;
beforeAll(async () => {
  server = await Server.start([SearchController, EchoController]);
});
afterAll(() => server.stop());

const search = (query: string) => server.json(`/search/?${query}`);

/** One list in every spelling that clients use. */
const spellings = (name: string, values: readonly (string | number)[]): Record<string, string> => ({
  'comma-joined': `${name}=${values.join('%2C')}`,
  'comma-joined, unescaped': `${name}=${values.join(',')}`,
  'comma-joined with blanks': `${name}=${values.join(',+')}`,
  'bracket-repeated': values.map((value) => `${name}[]=${value}`).join('&'),
  'bracket-repeated, escaped': values.map((value) => `${name}%5B%5D=${value}`).join('&'),
  repeated: values.map((value) => `${name}=${value}`).join('&'),
  'with positions': values.map((value, at) => `${name}[${at}]=${value}`).join('&'),
  'JSON text': `${name}=${JSON.stringify(values)}`,
  'JSON text, escaped': `${name}=${encodeURIComponent(JSON.stringify(values))}`,
});

const WORDS = [['creator'], ['manager', 'joined'], ['creator', 'manager', 'joined']];
const IDS = [[1], [2, 1], [1, 2, 3]];

describe.each([
  ['statuses', WORDS],
  ['categories', IDS],
] as [string, (string | number)[][]][])('%s', (name, lists) => {
  it.each(
    lists.flatMap((values) => Object.entries(spellings(name, values)).map(([how, query]) => ({ how, query, values }))),
  )('reads $values: $how', async ({ query, values }) => {
    const answer = await search(query);
    expect([answer.status, answer.body]).toEqual([200, { [name]: values }]);
  });

  it.each([
    '',
    `${name}=`,
    `${name}=[]`,
    `${name}=%5B%5D`,
    `${name}[]=`,
    `${name}=undefined`,
    `${name}=null`,
    `${name}=,`,
  ])('counts %j as absent', async (query) => {
    expect((await search(query)).body).toEqual({});
  });

  it.each(Object.values(spellings(name, ['0x1', 'stranger'])))('refuses %s', async (query) => {
    const answer = await search(query);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([
      {
        field: name,
        messages: [{ code: name === 'statuses' ? 'invalid_choice' : 'invalid', message: expect.any(String) }],
      },
    ]);
  });
});

it.each([
  ['categories=1.5', 'invalid'],
  ['categories={"a":1}', 'not_a_list'],
  ['categories=[1,[2]]', 'invalid'],
  ['categories=[1', 'not_a_list'],
  ['categories=99999999999', 'invalid'],
  ['statuses={"a":1}', 'not_a_list'],
  ['statuses=[1]', 'invalid_choice'],
  ['statuses=Creator', 'invalid_choice'],
])('refuses %s as %s', async (query, code) => {
  const answer = await search(query);
  expect(answer.body.errors?.[0]?.messages[0].code).toBe(code);
});

it('collapses what was asked for twice', async () => {
  expect((await search('categories=1,2,1&statuses=joined,joined')).body).toEqual({
    categories: [1, 2],
    statuses: ['joined'],
  });
});

it.each(['search=', 'search=undefined', 'search=null', 'active=', 'active=null', 'view=', 'view=undefined'])(
  'counts %s as absent',
  async (query) => {
    expect(await search(query)).toMatchObject({ status: 200, body: {} });
    expect((await search(query)).body).toEqual({});
  },
);

it.each([
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['1', true],
  ['on', true],
  ['false', false],
  ['False', false],
  ['0', false],
  ['off', false],
])('reads active=%s', async (text, active) => {
  expect((await search(`active=${text}`)).body).toEqual({ active });
});

it.each([
  ['active=2', 'active', 'invalid'],
  ['active=maybe', 'active', 'invalid'],
  ['view=dashboard', 'view', 'invalid_choice'],
  ['search=a%00b', 'search', 'invalid'],
  ['search=aaaaaaaaaaaaaaaaaaaaa', 'search', 'max_length'],
])('refuses %s on its parameter', async (query, field, code) => {
  const answer = await search(query);
  expect(answer.status).toBe(400);
  expect(answer.body).toEqual({ errors: [{ field, messages: [{ code, message: expect.any(String) }] }] });
});

it('takes the last of several where one is wanted', async () => {
  expect((await search('search=a&search=b&active=1&active=0')).body).toEqual({ search: 'b', active: false });
});

it('keeps commas, brackets and plus signs of texts', async () => {
  expect((await search('search=a,b+[c]%2B')).body).toEqual({ search: 'a,b [c]+' });
});

it('ignores parameters that it does not know', async () => {
  expect((await search('products=[]&type=lesson&a[b]=1&__proto__=1&constructor=2&toString=3')).body).toEqual({});
});

it('forgives malformed escapes', async () => {
  expect((await search('search=100%')).body).toEqual({ search: '100%' });
  expect((await search('search=%zz')).status).toBe(200);
  expect((await search('search=%ff')).status).toBe(200);
});
