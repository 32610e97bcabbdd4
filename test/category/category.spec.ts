import { loadCategories, readCategory } from '../../src/category/category.writer';
import { World } from '../harness/world';

const namesOf = (body: any): string[] => body.results.map(({ name }: any) => name);

describe('categories', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.start();
  });
  afterEach(() => world.stop());

  const load = (...inputs: object[]) =>
    world.db.transaction((tx) =>
      loadCategories(
        tx,
        inputs.map((input) => readCategory(input)),
      ),
    );
  const list = async (query = '', http = world.visitor) => (await http.get(`/api/v2/category/?${query}`)).body;

  it('are loaded with defaults, and shown in their order', async () => {
    expect(await load({ name: 'Wood', order: 2 }, { name: 'Über Größe', order: 1, slogan: 'Big' })).toEqual({
      created: 2,
      changed: 0,
    });
    const body = await list();
    expect([body.count, namesOf(body)]).toEqual([2, ['Über Größe', 'Wood']]);
    const image = (size: string) => expect.stringMatching(new RegExp(`^${world.origin}/static/placeholder/.*${size}`));
    expect(body.results[0]).toEqual({
      id: expect.any(Number),
      tags: [],
      followed: false,
      order: 1,
      name: 'Über Größe',
      name_synonyms: '',
      slug: 'uber-grosse',
      slogan: 'Big',
      html_info: '',
      seo_title: '',
      seo_description: '',
      auto_follow: 'none',
      content_only_staff: false,
      active: true,
      image_original: null,
      image_bigger: image('bigger'),
      image_big: image('big'),
      image_medium: image('medium'),
      image_small: image('small'),
      emotional_image_original: null,
      emotional_image_position: expect.any(Number),
      lastmod_datetime: expect.any(String),
      stream_order_by: 'recent',
      followers_counter: 0,
      parents: [],
      deleted: false,
    });
  });

  it('are loaded twice without a change', async () => {
    const inputs = [{ name: 'Wood', slogan: 'Nice', active: false }, { name: 'Stone' }];
    await load(...inputs);
    const before = await list();
    expect(await load(...inputs)).toEqual({ created: 0, changed: 0 });
    expect(await list()).toEqual(before);
  });

  it('change where something else is written down, by name in any case, and keep the rest', async () => {
    await load({ name: 'Wood', slogan: 'Nice', html_info: '<b>x</b>' }, { name: 'Stone' });
    expect(await load({ name: 'WOOD', slogan: '', active: false }, { name: 'Steel' })).toEqual({
      created: 1,
      changed: 1,
    });
    const [wood] = (await list('search=wood')).results;
    expect(wood).toMatchObject({ name: 'Wood', slug: 'wood', slogan: '', html_info: '<b>x</b>', active: false });
  });

  it('get slugs that differ where names look alike', async () => {
    await load({ name: 'C' });
    await load({ name: 'C+' }, { name: 'C++' }, { name: '漢字' }, { name: '!' });
    expect((await list()).results.map(({ slug }: any) => slug)).toEqual(['c', 'c-2', 'c-3', 'category', 'category-2']);
  });

  it('are loaded all or none', async () => {
    await load({ name: 'Wood' });
    for (const bad of [{ name: 'Steel', slug: 'wood' }, { name: 'STONE' }]) {
      await expect(load({ name: 'Stone' }, bad)).rejects.toThrow();
    }
    expect(namesOf(await list())).toEqual(['Wood']);
    expect(() => readCategory({ name: 'Wood', auto_follow: 'perhaps' })).toThrow('Not a valid choice');
  });

  it('are loaded once by several operators at the same time', async () => {
    const loaded = await Promise.all(Array.from({ length: 5 }, () => load({ name: 'Wood' }, { name: 'Stone' })));
    expect(loaded.reduce((sum, { created }) => sum + created, 0)).toBe(2);
    expect((await list()).count).toBe(2);
  });

  it('can be narrowed', async () => {
    await load(
      { name: 'Wood', name_synonyms: 'timber' },
      { name: 'Stone', active: false },
      { name: 'Steel', content_only_staff: true },
      { name: '100% wool' },
    );
    const [member, staff] = [await world.person(), await world.person({ role: 'moderator' })];
    expect(namesOf(await list('search=TIMB'))).toEqual(['Wood']);
    expect(namesOf(await list('search=0%25'))).toEqual(['100% wool']);
    expect(namesOf(await list('active=true'))).toEqual(['Wood', 'Steel', '100% wool']);
    expect(namesOf(await list('active=false'))).toEqual(['Stone']);
    expect(namesOf(await list('deleted=true'))).toEqual([]);
    expect((await list('deleted=false')).count).toBe(4);
    expect(namesOf(await list('can_create_content=true'))).toEqual([]);
    expect(namesOf(await list('can_create_content=true', member.http))).toEqual(['Wood', '100% wool']);
    expect(namesOf(await list('can_create_content=true', staff.http))).toEqual(['Wood', 'Steel', '100% wool']);
    expect((await list('can_create_content=false')).count).toBe(4);
    expect((await world.visitor.get('/api/v2/category/?active=perhaps')).status).toBe(400);
    const page = await list('active=true&limit=2');
    expect([page.count, namesOf(page)]).toEqual([3, ['Wood', 'Steel']]);
    expect(namesOf((await world.visitor.get('/api/v2/category/search/?search=st')).body)).toEqual(['Stone', 'Steel']);
  });

  it('can be read one by one, inactive ones too', async () => {
    await load({ name: 'Stone', active: false });
    const [stone] = (await list()).results;
    expect((await world.visitor.get(`/api/v2/category/${stone.id}/`)).body).toEqual(stone);
    for (const id of [stone.id + 1, 'stone', 2 ** 40]) {
      expect((await world.visitor.get(`/api/v2/category/${id}/`)).status).toBe(404);
    }
  });

  it('are for members where the content is', async () => {
    await load({ name: 'Wood' });
    const id = (await list()).results[0].id;
    await world.prefer('content_availability', false);
    const member = await world.person();
    for (const path of ['', 'search/', `${id}/`]) {
      expect((await world.visitor.get(`/api/v2/category/${path}`)).status).toBe(401);
      expect((await member.http.get(`/api/v2/category/${path}`)).status).toBe(200);
    }
    expect((await world.visitor.get('/api/v2/category/2000000000/')).status).toBe(401);
  });
});
