import { DomainError } from '../http/domain-error';
import { Turnstile } from './turnstile';

/** Work that is done when it is told to. */
class Work {
  started = false;
  finish: () => void = () => undefined;
  fail: (error: Error) => void = () => undefined;
  readonly run = (): Promise<void> => {
    this.started = true;
    return new Promise((resolve, reject) => {
      this.finish = resolve;
      this.fail = reject;
    });
  };
}

const started = (works: readonly Work[]): number => works.filter((work) => work.started).length;
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a turnstile', () => {
  it('lets so many run at a time and the others in their order', async () => {
    const turnstile = new Turnstile(2, 10);
    const works = Array.from({ length: 4 }, () => new Work());
    const passed = works.map((work) => turnstile.pass(work.run));
    await settled();
    expect(started(works)).toBe(2);
    works[1]!.finish();
    await settled();
    expect([works[2]!.started, works[3]!.started]).toEqual([true, false]);
    works[0]!.finish();
    await settled();
    expect(started(works)).toBe(4);
    works[2]!.finish();
    works[3]!.finish();
    await Promise.all(passed);
  });

  it('gives the place of failed work to the next', async () => {
    const turnstile = new Turnstile(1, 10);
    const [first, second] = [new Work(), new Work()];
    const failing = turnstile.pass(first.run);
    const waiting = turnstile.pass(second.run);
    await settled();
    first.fail(new Error('no'));
    await expect(failing).rejects.toThrow('no');
    await settled();
    second.finish();
    await waiting;
    const third = new Work();
    const last = turnstile.pass(third.run);
    expect(third.started).toBe(true);
    third.finish();
    await last;
  });

  it('sends away whom it has no patience for', async () => {
    const turnstile = new Turnstile(1, 1);
    const works = Array.from({ length: 3 }, () => new Work());
    const [running, waiting, sentAway] = works.map((work) => turnstile.pass(work.run));
    await expect(sentAway).rejects.toThrow(DomainError);
    works[0]!.finish();
    await running;
    await settled();
    works[1]!.finish();
    await waiting;
    expect(works[2]!.started).toBe(false);
  });
});
