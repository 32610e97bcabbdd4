import { type Character, refusal, sdk, Stage } from './sdk';

/** Addresses without which the official React UI shows nothing at all. */
const URL_TEMPLATES = [
  'post',
  'discussion',
  'status',
  'comment',
  'category',
  'categories_list',
  'profile',
  'profile_settings',
  'notifications',
  'private_message',
  'incubator',
  'live_stream',
].map((name) => `url_template_${name}`);

/** What single components of the React UI read without looking whether it is there. */
const EXPECTED = [
  'configurations.content_availability',
  'configurations.courses_enabled',
  'configurations.courses_only_staff_enabled',
  'configurations.courses_advanced_enabled',
  'configurations.events_enabled',
  'configurations.events_only_staff_enabled',
  'configurations.events_private_enabled',
  'configurations.events_visibility_enabled',
  'configurations.explore_stream_enabled',
  'configurations.post_only_staff_enabled',
  'images.user_default_cover',
];

interface Preference {
  readonly section: string;
  readonly name: string;
  readonly value: unknown;
}

describe('the start of the official React UI', () => {
  let stage: Stage;
  let ada: Character;
  beforeAll(async () => {
    stage = await Stage.open();
    ada = await stage.character('ada', { real_name: 'Ada Lovelace' });
  });
  afterAll(() => stage.close());

  describe.each([
    ['an anonymous visitor', false],
    ['somebody signed in', true],
  ])('for %s', (_, signedIn) => {
    const client = () => stage.by(signedIn ? ada : null);

    it('finds all preferences on one page, as true and false and not as text', async () => {
      const { results, next, count } = await client().PreferenceService.getAllPreferences!();
      expect([next, count]).toEqual([null, results.length]);
      const found = new Map(results.map(({ section, name, value }: Preference) => [`${section}.${name}`, value]));
      for (const name of URL_TEMPLATES) expect(found.get(`configurations.${name}`)).toMatch(/^\//);
      for (const name of EXPECTED) expect([name, found.has(name)]).toEqual([name, true]);
      expect(
        [...found.values()].filter((value) => /^(true|false)$/i.test(value as string) && value !== !!value),
      ).toEqual([]);
      expect(new URL(String(found.get('images.user_default_cover'))).origin).toBe(stage.world.origin);
    });

    it('finds the features that courses and events need, and none that brings calls we do not answer', async () => {
      const { results, next } = await client().FeatureService.getAllFeatures!();
      const enabled = results.filter(({ enabled: on }: { enabled: boolean }) => on).map(({ name }: Preference) => name);
      expect(next).toBeNull();
      expect(enabled).toEqual(expect.arrayContaining(['course', 'event', 'tagging']));
      for (const name of ['payments', 'live_stream', 'reaction', 'grouping']) expect(enabled).not.toContain(name);
    });
  });

  it('finds out who is signed in and what they may create', async () => {
    const me = await stage.by(ada).UserService.getCurrentUser!();
    expect(me).toMatchObject({
      id: ada.id,
      username: 'ada',
      real_name: 'Ada Lovelace',
      role: null,
      permission: { create_course: true, create_event: true },
    });
    expect(Object.keys(me)).toEqual(
      expect.arrayContaining(['avatar', 'unseen_interactions_counter', 'unseen_notification_banners_counter']),
    );
  });

  it('finds the settings, as numbers, and whom they hide', async () => {
    const settings = await stage.by(ada).UserService.userSettings!(ada.id);
    expect(Object.values(settings).every((value) => typeof value === 'number')).toBe(true);
    expect(settings).toHaveProperty('show_toast_notifications');
    expect(await stage.by(ada).UserService.getHiddenUsersId!()).toEqual([]);
  });

  it('treats a visitor without a session as anonymous, and a session that is over as one to renew', async () => {
    expect((await refusal(stage.by(null).UserService.getCurrentUser!()))[0]).toBe(401);
    const over = {
      ...ada,
      token: await sdk.generateJWTToken(ada.id, 'another secret that the service does not share'),
    };
    expect((await refusal(stage.by(over).UserService.getCurrentUser!()))[0]).toBe(401);
  });

  it('remembers courses and events when the tab comes back', async () => {
    const { UserService, CourseService, EventService } = stage.by(ada);
    expect(UserService).toBeDefined();
    const course = await CourseService.createCourse!({ name: 'Gears', type: 'self-paced', privacy: 'open' });
    expect(await CourseService.getUserJoinedCourses!(ada.id)).toMatchObject({ count: 0, next: null });
    const mine = await CourseService.getUserJoinedCourses!(ada.id, { statuses: ['creator'] });
    expect(mine).toMatchObject({ count: 1, results: [{ id: course.id }] });
    expect(await EventService.getUserSubscribedEvents!(ada.id)).toMatchObject({ count: 0, next: null, results: [] });
  });

  it.each(['https://community.example.org', 'http://localhost:3001'])('may be on a page of %s', async (page) => {
    const answer = await fetch(`${stage.world.origin}/api/v2/user/me/`, {
      method: 'OPTIONS',
      headers: {
        origin: page,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization,content-range',
      },
    });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([204, page]);
    expect(answer.headers.get('access-control-allow-headers')?.toLowerCase()).toMatch(/authorization.*content-range/);
  });
});
