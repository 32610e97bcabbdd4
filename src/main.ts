import './heap';
import './node-20';

import { loadConfig } from './config/config';

/** Reads the configuration, begins to trace if asked to, and only then loads what is to be traced. */
async function main(): Promise<void> {
  const config = loadConfig();
  const stopTracing = config.tracingEndpoint
    ? (await import('./observability/tracing')).startTracing(config.tracingEndpoint)
    : () => Promise.resolve();
  const [{ serve }, { parts }] = await Promise.all([import('./serve'), import('./service/parts')]);
  await serve(config, parts, stopTracing);
}

main().catch(async (error: unknown) => {
  const { explain } = await import('./service/explain');
  console.error(explain(error));
  process.exit(1);
});
