/** A worker ended before it listened, and has said why itself. */
export class WorkerError extends Error {
  override readonly name = 'WorkerError';
}
