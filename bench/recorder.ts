import { Client } from 'pg';

import type { Step } from './script';

let steps: Step[] | undefined;

/** How many statements a connection has to answer still, of those that are waited for by a promise. */
const unanswered = new WeakMap<Client, number>();

/** Lets everything that this process sends to PostgreSQL be written down while it is asked for. */
export function listen(): void {
  const original = Client.prototype.query;
  const send = original as unknown as (...all: unknown[]) => unknown;
  Client.prototype.query = function (this: Client, ...parameters: unknown[]) {
    if (!steps) return send.apply(this, parameters);
    const before = unanswered.get(this) ?? 0;
    steps.push({ ...stepOf(parameters), together: before > 0 });
    const answer = send.apply(this, parameters);
    if (answer instanceof Promise) {
      unanswered.set(this, before + 1);
      const answered = () => unanswered.set(this, (unanswered.get(this) ?? 1) - 1);
      answer.then(answered, answered);
    }
    return answer;
  } as typeof original;
}

function stepOf([first, second]: readonly unknown[]): Omit<Step, 'together'> {
  if (typeof first === 'string') return { text: first, values: Array.isArray(second) ? second : [] };
  const { text, name, values = [] } = first as Partial<Step> & Pick<Step, 'text'>;
  return { text, name, values };
}

/** From now on. */
export function record(): void {
  steps = [];
}

/** What was sent since `record`, which ends. */
export function recorded(): readonly Step[] {
  const found = steps ?? [];
  steps = undefined;
  return found;
}
