/** The embedded PostgreSQL cannot be used; the message is one line that says why and what to do. */
export class EmbeddedError extends Error {
  override readonly name: string = 'EmbeddedError';
}

/** Another process holds the data directory. */
export class EmbeddedInUseError extends EmbeddedError {
  override readonly name = 'EmbeddedInUseError';

  constructor(
    directory: string,
    readonly pid: number,
  ) {
    super(`The database in ${directory} is in use by another instance (process ${pid}); stop it or set DATA_DIR.`);
  }
}
