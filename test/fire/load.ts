import { setTimeout as sleep } from 'node:timers/promises';

import type { World } from '../harness/world';
import { type Reply, send } from './wire';

/** What a load of joins came to. */
export interface Toll {
  /** Requests sent, repetitions included. */
  readonly sent: number;
  /** Answers of 503, all with a Retry-After. */
  readonly unavailable: number;
  /** Requests whose connection broke before an answer. */
  readonly broken: number;
  /** Every other answer that was not a success. */
  readonly odd: readonly string[];
  /** Joins that were acknowledged and are not there. */
  readonly lost: number;
  /** Joins that were told more than once. */
  readonly duplicated: number;
}

export interface Load {
  /** Resolves when so many joins were acknowledged. */
  acknowledged(count: number): Promise<void>;
  /** Resolves when all were, and counts what came of it. */
  finish(): Promise<Toll>;
}

interface Join {
  readonly userId: number;
  readonly courseId: number;
  readonly token: string;
}

/**
 * Lets people join courses, many at once, each asking again until he is told that he is in, as a patient client would.
 * `originOf` is asked before every attempt, because services come and go.
 */
export async function joinAll(
  world: World,
  originOf: (attempt: number) => string,
  { people = 60, courses = 5, atOnce = 16 } = {},
): Promise<Load> {
  const userIds = await world.people(people);
  const subjects = await Promise.all(Array.from({ length: courses }, () => world.course()));
  const joins: Join[] = subjects.flatMap(({ id }) =>
    userIds.map((userId) => ({ userId, courseId: id, token: world.token(userId) })),
  );
  const waiting = [...joins];
  const tally = { sent: 0, unavailable: 0, broken: 0, odd: [] as string[] };
  let done = 0;

  const note = (reply: Reply): boolean => {
    tally.sent += 1;
    if (reply.status === 200) return true;
    if (reply.status === 0) tally.broken += 1;
    else if (reply.status === 503 && reply.headers['retry-after'] !== undefined) tally.unavailable += 1;
    else tally.odd.push(`${reply.status} ${reply.text}`);
    return false;
  };
  const worker = async (): Promise<void> => {
    for (let join = waiting.pop(); join; join = waiting.pop()) {
      const { courseId, token } = join;
      const path = `/api/v2/course/${courseId}/join/`;
      for (let attempt = 0; !note(await send(originOf(attempt), 'POST', path, { token })); attempt++) {
        if (attempt === 400) throw new Error(`No answer to a join after ${attempt} attempts: ${tally.odd.join()}`);
        await sleep(25);
      }
      done += 1;
    }
  };
  const all = Promise.all(Array.from({ length: atOnce }, worker));
  all.catch(() => undefined); // looked at by finish
  return {
    acknowledged: async (count) => {
      while (done < count) await Promise.race([sleep(5), all]);
    },
    finish: async () => {
      await all;
      const ids = subjects.map(({ id }) => id);
      const [found] = await world.db.query<{ rows: number; told: number; twice: number }>(
        `SELECT (SELECT count(*)::int FROM course_membership WHERE course_id = ANY ($1) AND state = 'member') AS rows,
           count(*)::int AS told, (count(*) - count(DISTINCT (subject_id, user_id)))::int AS twice
         FROM outbox_event WHERE subject_kind = 'course' AND subject_id = ANY ($1)`,
        [ids],
      );
      const { rows, told, twice } = found!;
      return { ...tally, lost: Math.max(joins.length - rows, joins.length - told + twice), duplicated: twice };
    },
  };
}
