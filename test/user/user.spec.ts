import { type Person, World } from '../harness/world';

const codesOf = (body: any): unknown =>
  Object.fromEntries(body.errors.map(({ field, messages }: any) => [field, messages.map(({ code }: any) => code)]));

const namesOf = (body: any): string[] => body.results.map(({ username }: any) => username);

describe('people', () => {
  let world: World;
  let admin: Person;
  let mara: Person;
  beforeAll(async () => {
    world = await World.start();
    admin = await world.person({ username: 'root', role: 'admin' });
    mara = await world.person({
      username: 'Mara',
      email: 'mara@example.org',
      real_name: 'Mara Lind',
      ext_id: 'crm-7',
      bio: 'Gardener',
      location: 'Lund',
      description: 'Grows things',
      gender: 'Female',
      date_of_birth: '1990-02-03',
    });
  });
  afterAll(() => world.stop());

  describe('account/create', () => {
    const create = (person: Person, body: object) => person.http.post('/api/v2/account/create/', body);
    let made = 0;
    const account = (fields: object = {}) => {
      made++;
      return { username: `new${made}`, email: `new${made}@example.org`, password: 'long enough', ...fields };
    };

    it('creates somebody who can sign in', async () => {
      const { status, body } = await create(
        admin,
        account({ username: 'Ümit.1', real_name: 'Ümit', ext_id: 'crm-8', password: ' long enough ' }),
      );
      expect(status).toBe(201);
      expect(body).toMatchObject({
        username: 'Ümit.1',
        real_name: 'Ümit',
        ext_id: 'crm-8',
        deleted: false,
        status: 'a',
      });
      const signIn = (password: string) => world.visitor.post('/api/v2/jwt/token/', { username: 'üMIT.1', password });
      expect([(await signIn(' long enough ')).status, (await signIn('long enough')).status]).toEqual([200, 401]);
    });

    it('makes nobody an administrator, whatever the body says', async () => {
      const { body } = await create(admin, account({ role: 'admin', status: 'deleted', id: 4711 }));
      const [row] = await world.db.query<any>(`SELECT role, status FROM app_user WHERE id = $1`, [body.id]);
      expect([row, body.id === 4711]).toEqual([{ role: null, status: 'active' }, false]);
    });

    it('is for administrators: 401, 403, and only then 400', async () => {
      for (const role of [null, 'moderator', 'editor', 'publisher']) {
        expect((await create(await world.person({ role }), {})).status).toBe(403);
      }
      expect((await world.visitor.post('/api/v2/account/create/', {})).status).toBe(401);
      expect((await create(admin, {})).status).toBe(400);
    });

    it.each([
      [
        { username: undefined, email: undefined, password: undefined },
        { username: ['required'], email: ['required'], password: ['required'] },
      ],
      [
        { username: '', email: '', password: '' },
        { username: ['blank'], email: ['blank'], password: ['blank'] },
      ],
      [
        { username: null, email: null, password: null },
        { username: ['null'], email: ['null'], password: ['null'] },
      ],
      [{ username: 'two words' }, { username: ['invalid'] }],
      [{ username: '<b>' }, { username: ['invalid'] }],
      [{ username: 'nul\0' }, { username: ['invalid'] }],
      [{ username: 'x'.repeat(256) }, { username: ['max_length'] }],
      [{ email: 'nowhere' }, { email: ['invalid'] }],
      [{ email: 'a@b@c' }, { email: ['invalid'] }],
      [{ password: '1234567' }, { password: ['min_length'] }],
      [{ password: 'x'.repeat(1001) }, { password: ['max_length'] }],
      [{ password: 12345678 }, { password: ['invalid'] }],
      [{ real_name: 'x'.repeat(256) }, { real_name: ['max_length'] }],
      [{ real_name: null }, { real_name: ['null'] }],
      [{ ext_id: 'x'.repeat(256) }, { ext_id: ['max_length'] }],
      [{ username: 'mARA' }, { username: ['unique'] }],
      [{ email: 'MARA@example.org' }, { email: ['unique'] }],
      [{ ext_id: 'crm-7' }, { ext_id: ['unique'] }],
    ])('refuses %j', async (fields, codes) => {
      const { status, body } = await create(admin, account(fields));
      expect([status, codesOf(body)]).toEqual([400, codes]);
    });

    it('creates one of many who want the same name at the same time', async () => {
      const answers = await Promise.all(
        ['same', 'SAME', 'Same', 'same'].map((username) => create(admin, account({ username }))),
      );
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 400, 400, 400]);
    });

    it('lets several be without an ext_id', async () => {
      for (const fields of [{}, { ext_id: null }, { ext_id: null }]) {
        const { status, body } = await create(admin, account(fields));
        expect([status, body.ext_id]).toEqual([201, null]);
      }
    });
  });

  describe('account/search', () => {
    const search = (query: string, person = admin) => person.http.get(`/api/v2/account/search/?${query}`);

    it.each(['username=mara', 'email=MARA@EXAMPLE.org', 'ext_id=crm-7'])('finds by %s', async (query) => {
      const { status, body } = await search(query);
      expect([status, body.id]).toEqual([200, mara.id]);
    });

    it.each(['username=nobody', 'username=mar', 'email=%25', 'ext_id=CRM-7'])('finds nobody by %s', async (query) => {
      expect((await search(query)).status).toBe(404);
    });

    it.each([
      ['', 'required'],
      ['username=', 'required'],
      ['username=Mara&email=mara@example.org', 'invalid'],
    ])('wants exactly one attribute: %s', async (query, code) => {
      const { status, body } = await search(query);
      expect([status, codesOf(body)]).toEqual([400, { non_field_errors: [code] }]);
    });

    it('is for administrators', async () => {
      expect((await search('username=Mara', mara)).status).toBe(403);
      expect((await world.visitor.get('/api/v2/account/search/?username=Mara')).status).toBe(401);
    });
  });

  describe('user/me', () => {
    it('shows the viewer himself', async () => {
      const { status, body } = await mara.http.get('/api/v2/user/me/');
      expect([status, body]).toEqual([
        200,
        {
          id: mara.id,
          username: 'Mara',
          real_name: 'Mara Lind',
          ext_id: 'crm-7',
          avatar: null,
          email: 'mara@example.org',
          email_isvalid: true,
          role: null,
          permission: {
            create_contribute: false,
            create_poll: false,
            locate_post: false,
            create_post: false,
            create_group: false,
            create_event: true,
            create_course: true,
            create_live_stream: false,
            follow_user: false,
            request_connection: false,
            accept_connection: false,
          },
          followings_counter: 0,
          followers_counter: 0,
          posts_counter: null,
          discussions_counter: null,
          polls_counter: null,
          categories_counter: null,
          connection_status: null,
          date_joined: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
          bio: 'Gardener',
          location: 'Lund',
          location_lat_lng: null,
          position_lat_lng: null,
          date_of_birth: '1990-02-03',
          description: 'Grows things',
          gender: 'Female',
          website: '',
          cover: null,
          tags: [],
          reputation: 0,
          community_badge: false,
          reg_approved: true,
          company_name: '',
          company_role: '',
          deleted: false,
          unseen_interactions_counter: 0,
          unseen_notification_banners_counter: 0,
        },
      ]);
    });

    it('says what the viewer may create, as the same rules as for creating have it', async () => {
      const ROLES = [null, 'publisher', 'editor', 'moderator', 'admin'];
      const may = async (role: string | null) => {
        const { http } = await world.person({ role });
        const { permission } = (await http.get('/api/v2/user/me/')).body;
        expect((await http.get('/api/v2/user/me/permission/')).body).toEqual(permission);
        const created = await http.post('/api/v2/course/', { name: `Of ${role} ${Math.random()}`, type: 'self-paced' });
        expect(created.status).toBe(permission.create_course ? 201 : 403);
        return [permission.create_course, permission.create_event];
      };
      const all = () => Promise.all(ROLES.map(may));
      const [yes, no] = [true, false];
      expect(await all()).toEqual(ROLES.map(() => [yes, yes]));
      await world.prefer('courses_only_staff_enabled', true);
      expect(await all()).toEqual([
        [no, yes],
        [no, yes],
        [yes, yes],
        [yes, yes],
        [yes, yes],
      ]);
      await world.prefer('courses_only_staff_enabled', false);
      await world.prefer('events_only_staff_enabled', true);
      expect(await all()).toEqual([
        [yes, no],
        [yes, no],
        [yes, yes],
        [yes, yes],
        [yes, yes],
      ]);
      await world.prefer('events_only_staff_enabled', false);
    });

    it.each(['me', 'me/permission', 'hidden_users', 'hidden_users_id'])(
      'user/%s is for people who are signed in',
      async (path) => {
        expect((await world.visitor.get(`/api/v2/user/${path}/`)).status).toBe(401);
      },
    );
  });

  describe('user/{id}', () => {
    const get = (id: number | string) => world.visitor.get(`/api/v2/user/${id}/`);

    it('shows anybody to everybody, without the address of e-mail', async () => {
      const { status, body } = await get(mara.id);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        id: mara.id,
        username: 'Mara',
        real_name: 'Mara Lind',
        bio: 'Gardener',
        status: 'a',
      });
      expect(Object.keys(body)).not.toContain('email');
    });

    it('counts who follows and is followed', async () => {
      const [one, two] = [await world.person(), await world.person()];
      await world.db.query(`INSERT INTO user_follow (follower_id, followed_id) VALUES ($1, $2), ($1, $3), ($2, $1)`, [
        one.id,
        two.id,
        mara.id,
      ]);
      for (const { body } of [await get(one.id), await one.http.get('/api/v2/user/me/')]) {
        expect([body.followers_counter, body.followings_counter]).toEqual([1, 2]);
      }
      await world.db.query(`DELETE FROM user_follow`);
    });

    it('still shows who was deleted or blocked, and says so', async () => {
      const deleted = await get((await world.person({ status: 'deleted' })).id);
      expect([deleted.status, deleted.body.deleted, deleted.body.status]).toEqual([200, true, 'd']);
      const blocked = await get((await world.person({ status: 'blocked' })).id);
      expect([blocked.status, blocked.body.deleted, blocked.body.status]).toEqual([200, false, 'b']);
    });

    it.each([2_000_000_000, 2 ** 31, '99999999999999999999', 0, -1, '1.5', 'Mara', '%20'])(
      'is not there: %s',
      async (id) => {
        const { status, body } = await get(id);
        expect([status, body.errors[0].code]).toEqual([404, 'not_found']);
      },
    );
  });

  describe('user/{id}/settings', () => {
    it('shows people their own, and nobody else', async () => {
      const path = `/api/v2/user/${mara.id}/settings/`;
      const { status, body } = await mara.http.get(path);
      expect(status).toBe(200);
      expect(Object.keys(body).toSorted()).toEqual([
        'email_notification_not_qa',
        'mobile_notifications_scmty',
        'qa_frequency',
        'show_toast_notifications',
        'toast_notifications_emit_sound',
      ]);
      expect(Object.values(body).every(Number.isInteger)).toBe(true);
      expect((await admin.http.get(path)).status).toBe(403);
      expect((await world.visitor.get(path)).status).toBe(401);
      expect((await mara.http.get('/api/v2/user/2000000000/settings/')).status).toBe(404);
    });
  });

  describe('hidden people', () => {
    it('are those whom the viewer hides', async () => {
      const viewer = await world.person();
      const [zoe, abe] = [await world.person({ username: 'zoe' }), await world.person({ username: 'abe' })];
      expect((await viewer.http.get('/api/v2/user/hidden_users_id/')).body).toEqual([]);
      await world.db.query(`INSERT INTO hidden_user (user_id, hidden_id) VALUES ($1, $2), ($1, $3), ($2, $1)`, [
        viewer.id,
        zoe.id,
        abe.id,
      ]);
      expect((await viewer.http.get('/api/v2/user/hidden_users_id/')).body).toEqual([zoe.id, abe.id]);
      const { body } = await viewer.http.get('/api/v2/user/hidden_users/');
      expect([body.count, namesOf(body)]).toEqual([2, ['abe', 'zoe']]);
      expect(namesOf((await viewer.http.get('/api/v2/user/hidden_users/?search=ZO')).body)).toEqual(['zoe']);
    });
  });
});

describe('searching people', () => {
  let world: World;
  let viewer: Person;
  let ids: Record<string, number>;
  beforeAll(async () => {
    world = await World.start();
    const people = [
      {
        username: 'Anna',
        real_name: 'Anna Berg',
        location: 'Oslo',
        gender: 'Female',
        date_of_birth: '1980-01-01',
        role: 'editor',
      },
      {
        username: 'bert',
        real_name: 'Bert Anders',
        location: 'Bergen',
        gender: 'Male',
        description: 'likes 100% wool',
      },
      { username: 'Cleo', real_name: '', location: 'Rome', role: 'publisher', description: 'likes 100 things' },
      { username: 'dan_', real_name: 'Dan Zorn', role: 'admin' },
      { username: 'annblocked', status: 'blocked' },
      { username: 'anndeleted', status: 'deleted' },
    ];
    const made = await Promise.all(people.map((fields) => world.person(fields)));
    viewer = made[1]!;
    ids = Object.fromEntries(made.map(({ id, username }) => [username, id]));
  });
  afterAll(() => world.stop());

  const age = new Date().getFullYear() - 1980;

  it.each([
    ['search', '', ['Anna', 'bert', 'Cleo', 'dan_']],
    ['search', 'user=NNA', ['Anna']],
    ['search', 'user=an_', ['dan_']],
    // One or two letters are looked for at the beginnings of words.
    ['search', 'user=AN', ['Anna', 'bert']],
    ['search', 'user=_', []],
    ['search', 'user=Áńñ', ['Anna']],
    ['search', 'username=an', ['Anna', 'dan_']],
    ['search', 'real_name=an', ['Anna', 'bert', 'dan_']],
    ['search', 'location=berg', ['bert']],
    ['search', 'description=100%25', ['bert']],
    ['search', 'gender=female', ['Anna']],
    ['search', 'is_staff=true', ['Anna', 'dan_']],
    ['search', 'is_staff=false', ['bert', 'Cleo']],
    ['search', `age=${age}`, ['Anna']],
    ['search', 'tag=1', []],
    ['search', 'category=1', []],
    ['search', 'user=an&is_staff=true&location=oslo', ['Anna']],
    ['search', 'user=%5C', []],
    ['search', 'ordering=-username', ['dan_', 'Cleo', 'bert', 'Anna']],
    ['search', 'ordering=real_name', ['Cleo', 'Anna', 'bert', 'dan_']],
    ['search', 'ordering=password_hash', ['Anna', 'bert', 'Cleo', 'dan_']],
    ['search', 'ordering=constructor', ['Anna', 'bert', 'Cleo', 'dan_']],
    ['search', 'user=undefined&limit=2&offset=1', ['bert', 'Cleo']],
    ['autocomplete', 'search=and', ['bert']],
    ['autocomplete', 'search=an', ['Anna', 'bert']],
    ['autocomplete', 'search=an&username=an', ['Anna']],
    ['autocomplete', 'search=nobody', []],
  ])('user/%s/?%s', async (route, query, names) => {
    const { status, body } = await world.visitor.get(`/api/v2/user/${route}/?${query}`);
    expect([status, namesOf(body)]).toEqual([200, names]);
  });

  it('counts all that it found, not those on the page', async () => {
    const { body } = await world.visitor.get('/api/v2/user/search/?user=an&limit=1');
    expect([body.count, namesOf(body)]).toEqual([2, ['Anna']]);
    expect(body.next).toMatch(/\/api\/v2\/user\/search\/\?user=an&limit=1&offset=1$/);
  });

  it('leaves out of the completion whom the client excludes', async () => {
    const { body } = await world.visitor.get(
      `/api/v2/user/autocomplete/?search=an&exclude=${ids['Anna']},x,${ids['dan_']}`,
    );
    expect(body.results).toEqual([
      { id: ids['bert'], username: 'bert', real_name: 'Bert Anders', ext_id: null, avatar: null },
    ]);
  });

  it.each(['age=old', 'is_staff=perhaps', 'tag=x'])('refuses %s', async (query) => {
    const { status, body } = await world.visitor.get(`/api/v2/user/search/?${query}`);
    expect([status, codesOf(body)]).toEqual([400, { [query.split('=')[0]!]: ['invalid'] }]);
  });

  it('is for members where the content is', async () => {
    await world.prefer('content_availability', false);
    for (const path of ['search', 'autocomplete']) {
      expect((await world.visitor.get(`/api/v2/user/${path}/`)).status).toBe(401);
      expect((await viewer.http.get(`/api/v2/user/${path}/`)).status).toBe(200);
    }
    expect((await world.visitor.get(`/api/v2/user/${viewer.id}/`)).status).toBe(200);
    await world.prefer('content_availability', true);
  });
});
