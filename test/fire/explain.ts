import type { Command, Model, Outcome, State, Told } from './model';

/** One request of a history: what was asked, when, and what came back. */
export interface Call {
  readonly command: Command;
  /** Any clock that never goes backwards. */
  readonly asked: number;
  /** Infinity when no answer came, so that nobody knows whether it was carried out. */
  readonly answered: number;
  readonly answer: number;
  readonly shown?: string;
}

/** What was found in the database when everything had come to rest. */
export interface Rest {
  readonly state: State;
  /** What the outbox tells, in its order; that of each person counts. */
  readonly told: readonly Told[];
}

/**
 * Whether some order of the calls explains every answer, the state at rest and everything that was told. A call that
 * was answered before another was asked comes first (linearizability). A call without an answer may or may not have
 * been carried out. Returns an order, or undefined when there is none.
 */
export function explain(model: Model, start: State, calls: readonly Call[], rest: Rest): readonly Call[] | undefined {
  const seen = new Set<string>();
  const goal = JSON.stringify(rest.state);
  const outbox = byPerson(rest);

  function from(
    state: State,
    done: number,
    told: readonly number[],
    order: readonly Call[],
  ): readonly Call[] | undefined {
    const left = calls.map((_, at) => at).filter((at) => !(done & (1 << at)));
    const complete = told.every((count, user) => count === outbox[user]!.length);
    if (complete && left.every((at) => calls[at]!.answered === Infinity) && JSON.stringify(state) === goal)
      return order;
    const key = `${done} ${told.join()} ${JSON.stringify(state)}`;
    if (seen.has(key)) return undefined;
    seen.add(key);
    const soonest = Math.min(...left.map((at) => calls[at]!.answered));
    for (const at of left) {
      const call = calls[at]!;
      if (call.asked > soonest) continue;
      const outcome = model(state, call.command);
      if (!fits(call, outcome)) continue;
      if (call.answered === Infinity && outcome.state === state) continue; // as well left out
      const next = tell(outcome.told, told, outbox);
      if (!next) continue;
      const found = from(outcome.state, done | (1 << at), next, [...order, call]);
      if (found) return found;
    }
    return undefined;
  }
  return from(
    start,
    0,
    outbox.map(() => 0),
    [],
  );
}

/** What is told of each person, and last of nobody. */
const byPerson = ({ state, told }: Rest): readonly (readonly Told[])[] =>
  [...state.status.keys(), -1].map((user) => told.filter((change) => change.user === user));

const fits = ({ answer, answered, shown }: Call, outcome: Outcome): boolean =>
  answered === Infinity || (answer === outcome.answer && (shown === undefined || shown === outcome.shown));

/** How far each person's part of the outbox is read after these changes; undefined when it tells something else. */
function tell(
  changes: readonly Told[],
  read: readonly number[],
  outbox: readonly (readonly Told[])[],
): readonly number[] | undefined {
  const next = [...read];
  for (const change of changes) {
    const at = change.user < 0 ? next.length - 1 : change.user;
    const found = outbox[at]![next[at]!];
    if (!found || found.before !== change.before || found.after !== change.after || found.actor !== change.actor) {
      return undefined;
    }
    next[at]! += 1;
  }
  return next;
}
