import type { Config } from './config/config';
import { explain } from './service/explain';
import { type Application, type Parts, Service } from './service/service';

/** Starts the service that is made of `parts`, and stops it on SIGTERM or SIGINT; a second signal ends the process at once. */
export async function serve<App extends Application>(
  config: Config,
  parts: Parts<App>,
  last: () => Promise<void>,
): Promise<void> {
  const service = new Service(config, parts, console.log, (error) => end(1, error));
  let stopping = false;
  const end = (code: number, error?: Error): void => {
    if (error) console.error(explain(error));
    if (stopping) process.exit(1);
    stopping = true;
    void service
      .stop()
      .then(last)
      .finally(() => process.exit(code));
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => end(0));
  try {
    await service.start();
  } catch (error) {
    if (!stopping) throw error;
  }
}
