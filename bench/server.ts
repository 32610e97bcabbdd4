import type { Question, Setup } from './child';

/** What this server was told to be. */
export const setup = (): Promise<Setup> => new Promise((resolve) => process.once('message', resolve));

/** Tells the benchmark where this server listens and answers its questions from then on. */
export function answerQuestions(port: number, more: Partial<Record<Question, () => unknown>> = {}): void {
  const answers: Partial<Record<Question, () => unknown>> = {
    cpu: () => {
      const { user, system } = process.cpuUsage();
      return user + system;
    },
    memory: () => process.memoryUsage().rss / 2 ** 20,
    ...more,
  };
  process.on(
    'message',
    (question: Question) => void Promise.resolve(answers[question]?.()).then((value) => process.send!(value ?? null)),
  );
  process.on('disconnect', () => process.exit(0));
  process.send!(port);
}
