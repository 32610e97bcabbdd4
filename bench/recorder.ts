import { Client } from 'pg';

import type { Step } from './script';

let steps: Step[] | undefined;

/** Lets everything that this process sends to PostgreSQL be written down while it is asked for. */
export function listen(): void {
  const original = Client.prototype.query;
  Client.prototype.query = function (this: Client, ...parameters: unknown[]) {
    if (steps) steps.push(stepOf(parameters));
    return (original as unknown as (...all: unknown[]) => unknown).apply(this, parameters);
  } as typeof original;
}

function stepOf([first, second]: readonly unknown[]): Step {
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
