import './heap';
import './node-20';
import cluster from 'node:cluster';

import { loadConfig } from './config/config';

/** The primary starts and watches the workers, each of which runs this file again and answers requests. */
async function main(): Promise<void> {
  const config = loadConfig();
  if (cluster.isWorker) {
    const { work } = await import('./cluster/worker');
    return work(config);
  }
  const [{ serve }, { clusterParts }] = await Promise.all([import('./serve'), import('./cluster/parts')]);
  await serve(config, clusterParts(config, console.log), () => Promise.resolve());
}

main().catch(async (error: unknown) => {
  const { explain } = await import('./service/explain');
  console.error(explain(error));
  process.exit(1);
});
