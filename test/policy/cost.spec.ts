import { statementsOf, type Subject, World } from '../harness/world';

/**
 * What a request may cost at the database, however large the course, the event and the list of people: three statements
 * for a page of any list, five for any change of memberships, the check of the policy included.
 */
describe('the number of statements', () => {
  let world: World;
  let course: Subject;
  let event: Subject;
  beforeAll(async () => {
    world = await World.start();
    course = await world.course({ privacy: 'private' });
    event = await world.event({ privacy: 'private' }, course.creatorId);
    const users = await world.people(300);
    await course.creator.post(`/api/v2/course/${course.id}/invite/`, { users: users.slice(0, 150) });
    await course.creator.post(`/api/v2/course/${course.id}/role/`, { joined: users.slice(150) });
    await event.creator.post(`/api/v2/event/${event.id}/invite/`, { users: users.slice(0, 150) });
    await event.creator.post(`/api/v2/event/${event.id}/going/`, { users: users.slice(150) });
    for (let at = 0; at < 30; at++) await world.course({}, course.creatorId);
    for (let at = 0; at < 30; at++) await world.event({}, course.creatorId);
  });
  afterAll(() => world.stop());

  it.each([
    'course/',
    'course/?statuses=creator,manager,joined,invited,requested',
    'course/?cursor=start',
    'course/search/?search=course',
    'course/search/?cursor=start',
    'course/search/?search=course&ordering=name&cursor=start',
    'course/{course}/join/',
    'course/{course}/invite/',
    'course/{course}/invite/?cursor=start',
    'course/{course}/request_join/',
    'course/{course}/request_join/?search=a',
    'course/{course}/user/',
    'course/{course}/user/?search=crowd',
    'course/{course}/user/?cursor=start',
    'course/{course}/users/',
    'course/{course}/users/?ordering=-last_active_at&search=crowd',
    'course/{course}/quiz/',
    'course/{course}/comment/',
    'course/{course}/section/',
    'suggestion/course/',
    'suggestion/course/?cursor=start',
    'user/{user}/courses/',
    'user/{user}/courses/?limit=5&cursor=start',
    'event/',
    'event/?cursor=start',
    'event/search/?date_filter=this_month',
    'event/search/?follows=true',
    'event/search/?cursor=start',
    'event/created/?created_by={user}',
    'event/created/?created_by={user}&cursor=start',
    'event/user/',
    'event/user/?cursor=start',
    'event/{event}/related/',
    'event/{event}/related/?cursor=start',
    'event/{event}/subscribe/',
    'event/{event}/going/',
    'event/{event}/not_going/',
    'event/{event}/invite/',
    'event/{event}/request_subscribe/',
    'event/{event}/user/?search=crowd',
    'event/{event}/user/?search=crowd&cursor=start',
    'event/{event}/gallery/',
    'event/{event}/feed/',
    'suggestion/event/',
    'suggestion/event/?cursor=start',
    'user/{user}/events/',
    'user/{user}/events/?limit=5&cursor=start',
    'user/event/events_to_address_a_contribution/',
    'user/search/?username=crowd',
    'user/search/?ordering=-real_name&cursor=start',
    'user/autocomplete/?search=crowd',
    'user/autocomplete/?search=crowd&cursor=start',
    'category/',
    'dynamic_preference/',
    'feature/',
  ])('of GET %s is at most three', async (template) => {
    const path = `/api/v2/${filled(template)}`;
    let answer = await course.creator.get(path);
    expect(answer.status).toBe(200);
    // Of a walk, what it costs to go on.
    const next: string = path.includes('cursor=') ? (answer.body.next?.slice(world.origin.length) ?? path) : path;
    const sent = await statementsOf(async () => (answer = await course.creator.get(next)));
    expect(answer.status).toBe(200);
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.length).toBeLessThanOrEqual(3);
  });

  it.each<[string, string, object | undefined]>([
    ['POST', 'course/{course}/invite/', { users: 'crowd' }],
    ['DELETE', 'course/{course}/invite/', { users: 'crowd' }],
    ['POST', 'course/{course}/role/', { managers: 'crowd' }],
    ['POST', 'course/{course}/role/', { unjoined: 'crowd' }],
    ['DELETE', 'course/{course}/join/?user={stranger}', undefined],
    ['POST', 'event/{event}/invite/', { users: 'crowd' }],
    ['DELETE', 'event/{event}/invite/', { users: 'crowd' }],
    ['POST', 'event/{event}/going/', { users: 'crowd' }],
    ['POST', 'event/{event}/going/', undefined],
    ['POST', 'event/{event}/not_going/', undefined],
    ['DELETE', 'event/{event}/not_going/', undefined],
    ['POST', 'event/{event}/hide/', undefined],
    ['POST', 'event/{event}/show/', undefined],
    ['DELETE', 'event/{event}/subscribe/?user={stranger}', undefined],
  ])('of %s %s %p is at most five', async (method, template, body) => {
    const crowd = await world.people(500);
    const users = body && Object.fromEntries(Object.keys(body).map((key) => [key, crowd]));
    const path = `/api/v2/${filled(template).replace('{stranger}', String(crowd[0]))}`;
    const sent = await statementsOf(async () =>
      expect((await course.creator.send(method, path, { body: users })).status).toBe(204),
    );
    expect(sent.length).toBeLessThanOrEqual(5);
  });

  it.each([
    ['POST', 'course/{course}/join/', 200],
    ['DELETE', 'course/{course}/join/', 204],
    ['POST', 'event/{event}/subscribe/', 204],
    ['DELETE', 'event/{event}/subscribe/', 204],
  ])('of %s %s by somebody himself is at most five', async (method, template, status) => {
    const { http } = await world.person();
    const sent = await statementsOf(async () =>
      expect((await http.send(method, `/api/v2/${filled(template)}`)).status).toBe(status),
    );
    expect(sent.length).toBeLessThanOrEqual(5);
  });

  const filled = (template: string): string =>
    template
      .replace('{course}', String(course.id))
      .replace('{event}', String(event.id))
      .replace('{user}', String(course.creatorId));
});
