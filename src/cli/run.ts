import { explain } from '../service/explain';

/** Runs a command's work and ends the process: code 1 and one line on failure. */
export function run(work: () => Promise<void>): void {
  work().then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(explain(error));
      process.exit(1);
    },
  );
}
