import cluster, { type Worker } from 'node:cluster';
import { join } from 'node:path';

import { answerQuestions, setup } from './server';

/** The service in several processes that share one port, each of them `bench/service`. */
async function main(): Promise<void> {
  cluster.setupPrimary({ exec: join(__dirname, 'service.js') });
  const given = await setup();
  const workers = Array.from({ length: given.processes }, () => cluster.fork());
  for (const worker of workers) worker.send(given);
  const [port] = await Promise.all(workers.map((worker) => hear<number>(worker)));
  const ask = (question: string) =>
    Promise.all(
      workers.map((worker) => {
        const answer = hear<number>(worker);
        worker.send(question);
        return answer;
      }),
    );
  answerQuestions(port!, {
    cpu: async () => (await ask('cpu')).reduce((sum, used) => sum + used, 0),
    memory: async () => Math.max(...(await ask('memory'))),
  });
}

/** The next message of a worker; those of `node:cluster` itself are not among them. */
const hear = <Message>(worker: Worker): Promise<Message> =>
  new Promise((resolve) => worker.once('message', (message: Message) => resolve(message)));

void main();
