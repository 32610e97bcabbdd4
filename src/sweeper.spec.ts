import { Logger } from '@nestjs/common';

import { Sweeper } from './sweeper';

class Counting extends Sweeper {
  rounds = 0;
  release: (error?: Error) => void = () => undefined;

  constructor() {
    super(1000);
  }

  sweep(): Promise<void> {
    this.rounds++;
    return new Promise((resolve, reject) => (this.release = (error) => (error ? reject(error) : resolve())));
  }
}

describe('a sweeper', () => {
  let sweeper: Counting;
  beforeEach(() => {
    jest.useFakeTimers();
    sweeper = new Counting();
    sweeper.onApplicationBootstrap();
  });
  afterEach(() => jest.useRealTimers());

  it('makes one round at a time, now and then', async () => {
    expect(sweeper.rounds).toBe(0);
    await jest.advanceTimersByTimeAsync(3000);
    expect(sweeper.rounds).toBe(1);
    sweeper.release();
    await jest.advanceTimersByTimeAsync(0);
    expect(sweeper.rounds).toBe(2);
  });

  it('goes on after a round that failed, and says so', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    await jest.advanceTimersByTimeAsync(1000);
    sweeper.release(new Error('no database'));
    await jest.advanceTimersByTimeAsync(1000);
    expect([sweeper.rounds, warn.mock.calls.length]).toEqual([2, 1]);
    warn.mockRestore();
  });

  it('ends when its round has ended, and begins no other', async () => {
    await jest.advanceTimersByTimeAsync(1000);
    let ended = false;
    const ending = sweeper.onApplicationShutdown().then(() => (ended = true));
    await jest.advanceTimersByTimeAsync(5000);
    expect(ended).toBe(false);
    sweeper.release();
    await ending;
    await jest.advanceTimersByTimeAsync(5000);
    expect(sweeper.rounds).toBe(1);
  });
});
