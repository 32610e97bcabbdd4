import { statementsOf, type Subject, World } from '../harness/world';

const DAY = 86_400_000;
const MINE = '/api/v2/user/me/calendar/';
const icsOf = ({ id }: Subject) => `/api/v2/event/${id}/calendar.ics`;

/** The entries of an iCalendar text, each by the names of its lines. */
function entriesOf(text: string): Record<string, string>[] {
  const lines = text.replaceAll('\r\n ', '').split('\r\n');
  const begins = lines.flatMap((line, at) => (line === 'BEGIN:VEVENT' ? [at] : []));
  return begins.map((begin) =>
    Object.fromEntries(
      lines.slice(begin + 1, lines.indexOf('END:VEVENT', begin)).map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).split(';')[0]!, line.slice(colon + 1)];
      }),
    ),
  );
}

describe('calendars', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start({ TIME_ZONE: 'Europe/Rome' });
  });
  afterAll(() => world.stop());

  describe('of one event', () => {
    it('tell what and when it is, as iCalendar', async () => {
      const event = await world.event({
        name: 'Open studio; everybody, welcome',
        start_date: new Date('2031-05-04T16:00Z'),
        end_date: new Date('2031-06-01T19:00Z'),
        recurring: 'weekly',
        geolocation: 'Bologna',
        link: 'https://meet.example/7',
      });
      const { status, headers, body } = await world.visitor.get(icsOf(event));
      expect([status, headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
      expect(body).toMatch(/^BEGIN:VCALENDAR\r\n/);
      expect(entriesOf(body)).toMatchObject([
        {
          UID: expect.stringMatching(new RegExp(`^event-${event.id}@127\\.0\\.0\\.1`)),
          SEQUENCE: '0',
          SUMMARY: 'Open studio\\; everybody\\, welcome',
          DTSTART: '20310504T180000',
          DTEND: '20310504T210000',
          RRULE: expect.stringMatching(/^FREQ=WEEKLY;UNTIL=20310601T160000Z/),
          LOCATION: 'Bologna',
          URL: 'https://meet.example/7',
          STATUS: 'CONFIRMED',
        },
      ]);
      expect((await world.visitor.get(`${icsOf(event)}/`)).body).toBe(body);
    });

    it('are for those who may see the event', async () => {
      const event = await world.event({ visible: false });
      const { id, http } = await world.person();
      for (const client of [http, world.visitor]) {
        const { status, body } = await client.get(icsOf(event));
        expect([status, body.errors[0].code]).toEqual([404, 'not_found']);
      }
      await world.stand('event', event.id, id, 'invited');
      expect((await http.get(icsOf(event))).status).toBe(200);
      await event.creator.delete(`/api/v2/event/${event.id}/`);
      expect((await http.get(icsOf(event))).status).toBe(404);
    });

    it('count changes of what they show, and nothing else', async () => {
      const event = await world.event();
      const path = `/api/v2/event/${event.id}/`;
      const entry = async () => entriesOf((await event.creator.get(icsOf(event))).body)[0]!;
      const { name, start_date } = (await event.creator.get(path)).body;
      const first = await entry();
      const steps: [change: Record<string, unknown>, sequence: string][] = [
        [{ color: '#fff', privacy: 'private' }, '0'],
        [{ name, start_date }, '0'],
        [{ name: `${name} renamed` }, '1'],
        [{ start_date: new Date(new Date(start_date).getTime() + 60_000).toISOString() }, '2'],
        [{ end_date: null }, '3'],
        [{ end_date: null }, '3'],
        [{ recurring: 'daily' }, '4'],
        [{ active: false }, '5'],
      ];
      for (const [change, sequence] of steps) {
        expect((await event.creator.patch(path, change)).status).toBe(200);
        expect([change, (await entry())['SEQUENCE']]).toEqual([change, sequence]);
      }
      const last = await entry();
      expect([last['UID'], last['STATUS']]).toEqual([first['UID'], 'CANCELLED']);
    });
  });

  describe('of a person', () => {
    const pathOf = ({ body }: { body: { url: string } }) => new URL(body.url).pathname;

    it('hold the events he is subscribed to, but for those he does not come to', async () => {
      const person = await world.person();
      const events: Record<string, Subject> = {};
      for (const state of ['invited', 'requested', 'member'] as const) {
        events[state] = await world.event({ visible: false });
        await world.stand('event', events[state].id, person.id, state);
      }
      events['declined'] = await world.event();
      await world.stand('event', events['declined'].id, person.id, 'member');
      await person.http.post(`/api/v2/event/${events['declined'].id}/not_going/`);
      events['own'] = await world.event({ active: false }, person.id);
      events['deleted'] = await world.event({ deleted_at: new Date() }, person.id);
      await world.event();

      const made = await person.http.post(MINE);
      expect([made.status, made.body.url]).toEqual([
        201,
        expect.stringMatching(/\/api\/v2\/calendar\/[\w-]{40,}\.ics$/),
      ]);
      const { status, headers, body } = await world.visitor.get(pathOf(made));
      expect([status, headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
      const shown = entriesOf(body).map(({ UID, STATUS }) => [Number(/^event-(\d+)@/.exec(UID!)?.[1]), STATUS]);
      expect(shown).toEqual([
        [events['member']!.id, 'CONFIRMED'],
        [events['own'].id, 'CANCELLED'],
      ]);
    });

    it('hold the sections of his courses that open at a time of their own', async () => {
      const person = await world.person();
      const dripped = new Date('2031-03-01T08:00:00Z');
      const section = async (
        fields: Record<string, unknown>,
        row: Record<string, unknown>,
        state = 'member',
        published = true,
      ) => {
        const course = await world.course({ name: `Pottery ${Math.random()}`, ...fields });
        await world.stand('course', course.id, person.id, state as 'member');
        const [made] = await world.db.query<{ id: number; since: Date }>(
          `INSERT INTO course_section (course_id, name, dripped_at, drip_delay, position) VALUES ($1, 'Glazing', $2, $3, 0)
           RETURNING id, (SELECT since FROM course_membership WHERE course_id = $1 AND user_id = $4) AS since`,
          [course.id, row['dripped_at'] ?? null, row['drip_delay'] ?? 0, person.id],
        );
        await world.db.query(
          `INSERT INTO course_lesson (section_id, course_id, name, type, status, position, created_by_id)
           VALUES ($1, $2, 'First', 'lesson', $3, 0, $4)`,
          [made!.id, course.id, published ? 'published' : 'draft', course.creatorId],
        );
        return made!;
      };
      const scheduled = await section({ type: 'scheduled', privacy: 'secret' }, { dripped_at: dripped });
      const structured = await section({ type: 'structured' }, { drip_delay: 3, dripped_at: dripped });
      const managed = await section({ type: 'scheduled', privacy: '' }, { dripped_at: dripped }, 'manager', false);
      await section({ type: 'scheduled' }, {});
      await section({ type: 'self-paced' }, { dripped_at: dripped, drip_delay: 3 });
      await section({ type: 'structured' }, { drip_delay: 0 });
      await section({ type: 'scheduled' }, { dripped_at: dripped }, 'invited');
      await section({ type: 'scheduled', privacy: '' }, { dripped_at: dripped });
      await section({ type: 'scheduled' }, { dripped_at: dripped }, 'member', false);
      await section({ type: 'scheduled', deleted_at: new Date() }, { dripped_at: dripped });

      const { body } = await world.visitor.get(pathOf(await person.http.post(MINE)));
      const compact = (time: Date) => time.toISOString().replace(/[-:]|\.\d+/g, '');
      const shown = entriesOf(body).map(({ UID, DTSTART, SUMMARY }) => [
        UID!.split('@')[0],
        DTSTART,
        /Pottery.*: Glazing/.test(SUMMARY!),
      ]);
      expect(shown).toEqual([
        [`section-${structured.id}`, compact(new Date(structured.since.getTime() + 3 * DAY)), true],
        [`section-${scheduled.id}`, '20310301T080000Z', true],
        [`section-${managed.id}`, '20310301T080000Z', true],
      ]);
    });

    it('are found by their latest address only, and by none once it is revoked', async () => {
      const [person, other] = [await world.person(), await world.person()];
      const first = pathOf(await person.http.post(MINE));
      const theirs = pathOf(await other.http.post(MINE));
      const second = pathOf(await person.http.post(MINE));
      expect(second).not.toBe(first);
      const unknown = await world.visitor.get('/api/v2/calendar/unknown.ics');
      expect(unknown.status).toBe(404);
      const status = async (path: string) => (await world.visitor.get(path)).status;
      expect([await status(first), await status(second), await status(theirs)]).toEqual([404, 200, 200]);
      for (let n = 0; n < 2; n++) expect((await person.http.delete(MINE)).status).toBe(204);
      const revoked = await world.visitor.get(second);
      expect([revoked.status, revoked.body]).toEqual([unknown.status, unknown.body]);
      expect(await status(theirs)).toBe(200);
      await world.db.query(`UPDATE app_user SET status = 'blocked' WHERE id = $1`, [other.id]);
      expect(await status(theirs)).toBe(404);
    });

    it('are nobody else’s to open or close, and their secret is stored nowhere', async () => {
      expect((await world.visitor.post(MINE)).status).toBe(401);
      expect((await world.visitor.delete(MINE)).status).toBe(401);
      const person = await world.person();
      const secret = /calendar\/(.+)\.ics/.exec((await person.http.post(MINE)).body.url)![1]!;
      const [stored] = await world.db.query<{ row: string }>(
        `SELECT calendar_feed::text || encode(hash, 'escape') AS row FROM calendar_feed WHERE user_id = $1`,
        [person.id],
      );
      expect(stored!.row).not.toContain(secret);
    });

    it('are read even where the content is for members only, since the address is the proof', async () => {
      const person = await world.person();
      const path = pathOf(await person.http.post(MINE));
      const event = await world.event();
      await world.prefer('content_availability', false);
      expect((await world.visitor.get(path)).status).toBe(200);
      expect((await world.visitor.get(icsOf(event))).status).toBe(401);
      await world.prefer('content_availability', true);
    });

    it('cost the same few statements however much is on them', async () => {
      const person = await world.person();
      const path = pathOf(await person.http.post(MINE));
      for (let n = 0; n < 25; n++) {
        const event = await world.event();
        await world.stand('event', event.id, person.id, 'member');
      }
      const sent = await statementsOf(async () =>
        expect(entriesOf((await world.visitor.get(path)).body)).toHaveLength(25),
      );
      expect(sent.length).toBeLessThanOrEqual(4);
    });
  });
});
