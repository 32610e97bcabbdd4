import { openapi } from '../harness/conform';
import { type Kind, type Persona, type Subject, World } from '../harness/world';

/**
 * What a person may not know of answers exactly like what does not exist: for every route of the OpenAPI document that
 * names a course or an event, every method, and everybody to whom it is hidden.
 */
const MISSING = 2_000_000_000;

interface Hidden {
  readonly what: string;
  readonly kind: Kind;
  readonly make: (world: World) => Promise<Subject>;
  /** To whom it is hidden. Anonymous visitors are told to sign in wherever that is needed, in both cases. */
  readonly from: readonly Persona[];
  /** Who holds a row and may withdraw it, so that for him these routes are no secret. */
  readonly mayLeave: readonly Persona[];
}

const HIDDEN: readonly Hidden[] = [
  {
    what: 'a secret course',
    kind: 'course',
    make: (world) => world.course({ privacy: 'secret' }),
    from: ['A', 'N', 'Q'],
    mayLeave: ['Q'],
  },
  {
    what: 'a draft course',
    kind: 'course',
    make: (world) => world.course({ privacy: '' }),
    from: ['A', 'N', 'I', 'Q', 'J'],
    mayLeave: ['I', 'Q', 'J'],
  },
  {
    what: 'a hidden event',
    kind: 'event',
    make: (world) => world.event({ privacy: 'private', visible: false }),
    from: ['A', 'N'],
    mayLeave: [],
  },
  {
    what: 'a hidden public event',
    kind: 'event',
    make: (world) => world.event({ privacy: 'public', visible: false }),
    from: ['A', 'N'],
    mayLeave: [],
  },
];

/** Lists on which something hidden could show. */
const LISTS: Record<Kind, (subject: Subject) => string[]> = {
  course: ({ creatorId }) => [
    '/api/v2/course/search/?limit=100',
    '/api/v2/course/search/?limit=100&search=Course',
    '/api/v2/course/?limit=100&statuses=creator,manager,joined,invited,requested',
    '/api/v2/suggestion/course/?limit=100',
    `/api/v2/user/${creatorId}/courses/?statuses=creator,manager,joined,invited,requested`,
  ],
  event: ({ creatorId }) => [
    '/api/v2/event/search/?limit=100',
    '/api/v2/event/search/?limit=100&search=Event&date_filter=not_past',
    '/api/v2/event/?limit=100',
    `/api/v2/event/created/?created_by=${creatorId}`,
    `/api/v2/user/${creatorId}/events/`,
    '/api/v2/suggestion/event/?limit=100',
    '/api/v2/user/event/events_to_address_a_contribution/',
  ],
};

/** Headers that say something about the request, not about its subject. */
const OWN_TO_THE_REQUEST = /^(date|x-request-id|x-ratelimit.*|keep-alive|connection)$/;

const routesOf = (kind: Kind): [method: string, template: string][] =>
  Object.entries(openapi.paths)
    .filter(([path]) => path.startsWith(`/api/v2/${kind}/{`))
    .flatMap(([path, operations]) => Object.keys(operations).map((method): [string, string] => [method, path]));

/** The address with the subject's id in it; ids of parts of it are the same in both cases. */
const address = (template: string, id: number): string =>
  template.replace(/\{(id|course_id)\}/, String(id)).replace(/\{[^}]+\}/g, '1');

describe('secrecy', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());

  for (const { what, kind, make, from, mayLeave } of HIDDEN) {
    describe(what, () => {
      let subject: Subject;
      const people = new Map<Persona, Awaited<ReturnType<World['as']>>>();
      beforeAll(async () => {
        subject = await make(world);
        for (const persona of from) people.set(persona, await world.as(persona, kind, subject));
      });

      for (const persona of from) {
        const routes = routesOf(kind).filter(
          ([method, path]) =>
            !(mayLeave.includes(persona) && method === 'delete' && path === '/api/v2/course/{id}/join/'),
        );
        it(`has routes to be tested by ${persona}`, () => expect(routes.length).toBeGreaterThan(10));

        it.each(routes)(`%s %s answers ${persona} as if there were nothing`, async (method, template) => {
          const { http } = people.get(persona)!;
          const body = method === 'get' ? undefined : { users: [subject.creatorId], name: 'x', joined: [1] };
          const send = (id: number) => http.send(method.toUpperCase(), address(template, id), { body });
          const [hidden, missing] = [await send(subject.id), await send(MISSING)];
          const seen = ({ status, body, headers }: typeof hidden) => ({
            status,
            body,
            headers: [...headers].filter(([name]) => !OWN_TO_THE_REQUEST.test(name)),
          });
          expect(seen(hidden)).toEqual(seen(missing));
          expect([401, 404]).toContain(hidden.status);
        });

        it(`is on no list that ${persona} can read, and in no count`, async () => {
          const { http } = people.get(persona)!;
          for (const path of LISTS[kind](subject)) {
            const { status, body } = await http.get(path);
            if (persona === 'A' && status === 401) continue;
            const rows: { id: number }[] = Array.isArray(body) ? body : body.results;
            expect([path, rows.some(({ id }) => id === subject.id)]).toEqual([path, false]);
            if (!Array.isArray(body)) expect([path, body.count]).toEqual([path, rows.length]);
          }
        });
      }

      it('is on the lists of those who may know of it', async () => {
        const [path] = LISTS[kind](subject);
        const { body } = await subject.creator.get(path!);
        expect(body.results.map(({ id }: { id: number }) => id)).toContain(subject.id);
      });
    });
  }
});
