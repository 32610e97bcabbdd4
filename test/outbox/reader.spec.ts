import type { Tx } from '../../src/database/database';
import { tell } from '../../src/outbox/outbox';
import { OutboxReader } from '../../src/outbox/outbox.reader';
import { type Subject, World } from '../harness/world';

/** A transaction that tells something and then waits to be let go. */
interface Slow {
  readonly told: Promise<void>;
  finish(error?: Error): Promise<void>;
}

describe('reading the outbox', () => {
  let world: World;
  let course: Subject;
  let reader: OutboxReader;
  let cursor: string;
  beforeAll(async () => {
    world = await World.start();
    course = await world.course();
  });
  afterAll(() => world.stop());

  beforeEach(async () => {
    reader = new OutboxReader(world.db);
    await reader.readAfter('0');
    const [last] = await world.db.query<{ id: string }>(`SELECT coalesce(max(id), 0) AS id FROM outbox_event`);
    cursor = last!.id;
  });

  const say = (word: string) => ({ type: `course.${word}` as const, subjectId: course.id, actorId: course.creatorId });
  /** Tells in the middle of a transaction instead of at its end, so that it can be watched in between. */
  async function tellNow(tx: Tx, event: ReturnType<typeof say>): Promise<void> {
    let sent: Promise<unknown> | undefined;
    tell({ ...tx, last: (text, values) => void (sent = tx.query(text, values)) }, event);
    await sent;
  }
  const soon = (word: string) => world.db.transaction(async (tx) => tell(tx, say(word)));
  const read = async (): Promise<string[]> => {
    const events = await reader.readAfter(cursor);
    cursor = events.at(-1)?.id ?? cursor;
    return events.map(({ type }) => type);
  };

  /** Reads until so many events came. Any transaction on the server, of another test's database too, may hold them back. */
  const readAll = async (count: number): Promise<string[]> => {
    const found: string[] = [];
    while (found.length < count) found.push(...(await read()));
    return found;
  };

  /** As the service does: something is locked first, then the change is told, then it is committed. */
  function slow(word: string): Slow {
    let said = (): void => undefined;
    let release: (error?: Error) => void = () => undefined;
    const told = new Promise<void>((resolve) => (said = resolve));
    const held = new Promise<void>((resolve, reject) => {
      release = (error) => (error ? reject(error) : resolve());
    });
    const done = world.db.transaction(async (tx) => {
      await tx.query(`SELECT FROM course WHERE id = $1 FOR SHARE`, [course.id]);
      await tellNow(tx, say(word));
      said();
      await held;
    });
    done.catch(() => undefined);
    return {
      told,
      finish: (error) => {
        release(error);
        return error ? done.catch(() => undefined) : done;
      },
    };
  }

  it('hands out what was told, once, in order, page by page', async () => {
    for (const word of ['one', 'two', 'three']) await soon(word);
    const [latest] = await world.db.query<{ id: string }>(`SELECT max(id) AS id FROM outbox_event`);
    while ((await reader.readAfter(cursor)).at(-1)?.id !== latest!.id);
    const first = await reader.readAfter(cursor, 2);
    expect(first.map(({ type }) => type)).toEqual(['course.one', 'course.two']);
    expect((await reader.readAfter(first[1]!.id, 2)).map(({ type }) => type)).toEqual(['course.three']);
  });

  it('holds a quick event back while a slower one with a smaller id may still come', async () => {
    const first = slow('slow');
    await first.told;
    await soon('quick');
    expect(await read()).toEqual([]);
    expect(await read()).toEqual([]);
    await first.finish();
    expect(await readAll(2)).toEqual(['course.slow', 'course.quick']);
  });

  it('does not skip the smaller id of a transaction that began later', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let began = (): void => undefined;
    const begun = new Promise<void>((resolve) => (began = resolve));
    const older = world.db.transaction(async (tx) => {
      await tx.query(`SELECT FROM course WHERE id = $1 FOR SHARE`, [course.id]); // its transaction id is the smaller one
      began();
      await held;
      await tellNow(tx, say('of_the_older'));
    });
    await begun;
    const younger = slow('of_the_younger');
    await younger.told;
    release();
    await older;
    expect(await read()).toEqual([]);
    await younger.finish();
    expect(await readAll(2)).toEqual(['course.of_the_younger', 'course.of_the_older']);
  });

  it('passes over what was undone', async () => {
    const undone = slow('undone');
    await undone.told;
    await soon('kept');
    await undone.finish(new Error('never mind'));
    expect(await readAll(1)).toEqual(['course.kept']);
  });
});
