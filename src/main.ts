import { loadConfig } from './config/config';
import { explain } from './service/explain';
import { parts } from './service/parts';
import { Service } from './service/service';

/** Starts the service, and stops it on SIGTERM or SIGINT; a second signal ends the process at once. */
async function main(): Promise<void> {
  const config = loadConfig();
  const service = new Service(config, parts, console.log, (error) => end(1, error));
  let stopping = false;
  const end = (code: number, error?: Error): void => {
    if (error) console.error(explain(error));
    if (stopping) process.exit(1);
    stopping = true;
    void service.stop().finally(() => process.exit(code));
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => end(0));
  try {
    await service.start();
  } catch (error) {
    if (!stopping) throw error;
  }
}

main().catch((error: unknown) => {
  console.error(explain(error));
  process.exit(1);
});
