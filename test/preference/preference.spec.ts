import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Person, World } from '../harness/world';

const CONTRACT = JSON.parse(readFileSync(join(__dirname, '../contract/preferences.json'), 'utf8')) as {
  preferences: Record<string, unknown>;
  features_enabled: string[];
};
const PATH = '/api/v2/dynamic_preference/';
const codesOf = (body: any): unknown =>
  Object.fromEntries(body.errors.map(({ field, messages }: any) => [field, messages.map(({ code }: any) => code)]));
const namesOf = (body: any): string[] => body.results.map(({ section, name }: any) => `${section}.${name}`);

describe('preferences', () => {
  let world: World;
  let admin: Person;
  beforeAll(async () => {
    world = await World.start();
    admin = await world.person({ role: 'admin' });
  });
  afterAll(() => world.stop());

  const valueOf = async (key: string) => (await world.visitor.get(`${PATH}?keys=${key}`)).body.results[0]?.value;

  it('are all there that clients need to start, in one page, as real JSON values', async () => {
    const { status, body } = await world.visitor.get(PATH);
    expect([status, body.next, body.previous]).toEqual([200, null, null]);
    const values = Object.fromEntries(
      body.results.map(({ section, name, value }: any) => [`${section}.${name}`, value]),
    );
    expect(values).toEqual({
      ...CONTRACT.preferences,
      'images.user_default_cover': `${world.origin}/static/cover.png`,
    });
    expect(body.count).toBe(body.results.length);
  });

  it('name a picture that is there', async () => {
    const cover = await fetch(await valueOf('images.user_default_cover'));
    expect([cover.status, cover.headers.get('content-type')]).toEqual([200, 'image/png']);
  });

  it.each([
    ['keys=content_availability', ['configurations.content_availability']],
    [
      'keys=images.user_default_cover,%20courses_enabled',
      ['configurations.courses_enabled', 'images.user_default_cover'],
    ],
    ['keys=images.courses_enabled', []],
    ['section=images', ['images.user_default_cover']],
    ['section=image', []],
    [
      'search=ONLY_STAFF',
      [
        'configurations.courses_only_staff_enabled',
        'configurations.events_only_staff_enabled',
        'configurations.post_only_staff_enabled',
      ],
    ],
    ['search=images', ['images.user_default_cover']],
    [
      'search=only_staff&ordering=-name&limit=2',
      ['configurations.post_only_staff_enabled', 'configurations.events_only_staff_enabled'],
    ],
    [
      'search=only_staff&ordering=value',
      [
        'configurations.courses_only_staff_enabled',
        'configurations.events_only_staff_enabled',
        'configurations.post_only_staff_enabled',
      ],
    ],
    ['section=images&keys=', ['images.user_default_cover']],
  ])('can be narrowed: %s', async (query, names) => {
    for (const path of [PATH, `${PATH}search/`]) {
      const { status, body } = await world.visitor.get(`${path}?${query}`);
      expect([status, namesOf(body)]).toEqual([200, names]);
    }
  });

  it('are pages when a limit is asked for', async () => {
    const { body } = await world.visitor.get(`${PATH}?limit=3&offset=3`);
    expect([body.results.length, body.count]).toEqual([3, Object.keys(CONTRACT.preferences).length]);
    expect(body.next).toBe(`${world.origin}${PATH}?limit=3&offset=6`);
    expect(body.previous).toBe(`${world.origin}${PATH}?limit=3`);
  });

  it('can be read one by one', async () => {
    const [first] = (await world.visitor.get(PATH)).body.results;
    expect((await world.visitor.get(`${PATH}${first.id}/`)).body).toEqual(first);
    for (const id of [2_000_000_000, 'x', '0']) expect((await world.visitor.get(`${PATH}${id}/`)).status).toBe(404);
  });

  it('can be read by visitors of a community that shows its content to members only', async () => {
    await world.prefer('content_availability', false);
    for (const path of [
      PATH,
      `${PATH}search/`,
      `${PATH}1/`,
      '/api/v2/feature/',
      '/api/v2/reaction/',
      '/api/v2/custom_menu/base/',
    ]) {
      expect([path, (await world.visitor.get(path)).status]).toEqual([path, 200]);
    }
    expect((await world.visitor.get('/api/v2/category/')).status).toBe(401);
    await world.prefer('content_availability', true);
  });

  describe('are changed by administrators', () => {
    const change = (body: unknown, person = admin) => person.http.patch(PATH, body);

    it('and answer as they are now', async () => {
      const { status, body } = await change({
        'configurations.courses_enabled': false,
        'configurations.url_template_post': '/p/{id}',
      });
      expect(status).toBe(200);
      expect(body.map(({ name, value }: any) => [name, value])).toEqual([
        ['url_template_post', '/p/{id}'],
        ['courses_enabled', false],
      ]);
      expect(await valueOf('courses_enabled')).toBe(false);
      await change({ 'configurations.courses_enabled': true });
    });

    it('and take effect at once', async () => {
      await change({ 'configurations.content_availability': false });
      expect((await world.visitor.get('/api/v2/course/search/')).status).toBe(401);
      await change({ 'configurations.content_availability': true });
      expect((await world.visitor.get('/api/v2/course/search/')).status).toBe(200);
    });

    it('through a form too, in which everything is text', async () => {
      const form = new URLSearchParams({
        'configurations.events_enabled': 'false',
        'configurations.url_template_status': 'true',
      });
      expect((await change(form)).status).toBe(200);
      expect([await valueOf('events_enabled'), await valueOf('url_template_status')]).toEqual([false, 'true']);
    });

    it.each([
      [{}, { non_field_errors: ['required'] }],
      [{ content_availability: false }, { content_availability: ['does_not_exist'] }],
      [{ 'configurations.nothing': false }, { 'configurations.nothing': ['does_not_exist'] }],
      [{ 'configurations.content_availability': 'false' }, { 'configurations.content_availability': ['invalid'] }],
      [{ 'configurations.content_availability': 0 }, { 'configurations.content_availability': ['invalid'] }],
      [{ 'configurations.content_availability': null }, { 'configurations.content_availability': ['invalid'] }],
      [{ 'configurations.url_template_post': true }, { 'configurations.url_template_post': ['invalid'] }],
      [{ 'configurations.url_template_post': { toString: 'x' } }, { 'configurations.url_template_post': ['invalid'] }],
      [{ 'configurations.url_template_post': 'nul\0' }, { 'configurations.url_template_post': ['invalid'] }],
      [{ 'configurations.url_template_post': 'x'.repeat(2001) }, { 'configurations.url_template_post': ['invalid'] }],
      [{ configurations: { content_availability: false } }, { configurations: ['does_not_exist'] }],
    ])('but not with %j', async (body, codes) => {
      const { status, body: answer } = await change({
        ...body,
        ...(Object.keys(body).length > 0 && { 'configurations.follow_enabled': true }),
      });
      expect([status, codesOf(answer)]).toEqual([400, codes]);
      expect(await valueOf('follow_enabled')).toBe(false);
    });

    it('and by nobody else', async () => {
      const body = { 'configurations.courses_enabled': false };
      for (const role of [null, 'editor', 'moderator']) {
        expect((await change(body, await world.person({ role }))).status).toBe(403);
      }
      expect((await world.visitor.patch(PATH, body)).status).toBe(401);
    });
  });
});

describe('what else clients ask for at the start', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());

  it('features, in one page', async () => {
    const { body } = await world.visitor.get('/api/v2/feature/');
    expect(body).toEqual({
      count: CONTRACT.features_enabled.length,
      next: null,
      previous: null,
      results: CONTRACT.features_enabled.map((name) => ({ id: expect.any(Number), name, enabled: true })),
    });
    const names = async (query: string) =>
      (await world.visitor.get(`/api/v2/feature/?${query}`)).body.results.map(({ name }: any) => name);
    expect(await names('name=event')).toEqual(['event']);
    expect(await names('search=G')).toEqual(['tagging']);
    expect(await names('limit=1')).toEqual(['course']);
  });

  it('menus, which are empty', async () => {
    for (const name of ['base', 'not_logged']) {
      const { status, body } = await world.visitor.get(`/api/v2/custom_menu/${name}/`);
      expect([status, body]).toEqual([200, { id: expect.any(Number), name, items: [] }]);
    }
    expect((await world.visitor.get('/api/v2/custom_menu/other/')).status).toBe(404);
  });

  it('reactions, of which there are none', async () => {
    const { status, body } = await world.visitor.get('/api/v2/reaction/');
    expect([status, body]).toEqual([200, { count: 0, next: null, previous: null, results: [] }]);
  });
});
