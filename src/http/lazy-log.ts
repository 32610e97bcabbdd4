import type { FastifyBaseLogger } from 'fastify';

type Line = Parameters<FastifyBaseLogger['info']>;

/**
 * The log of one request, made when its first line is written. Most requests write none, and making a logger is a
 * tenth of the work of answering one.
 */
export class LazyLog {
  private made?: FastifyBaseLogger;

  constructor(
    private readonly parent: FastifyBaseLogger,
    private readonly bindings: Record<string, unknown>,
    private readonly options: object,
  ) {}

  get level(): string {
    return this.parent.level;
  }

  silent(): void {}

  fatal(...line: Line): void {
    this.log.fatal(...line);
  }

  error(...line: Line): void {
    this.log.error(...line);
  }

  warn(...line: Line): void {
    this.log.warn(...line);
  }

  info(...line: Line): void {
    this.log.info(...line);
  }

  debug(...line: Line): void {
    this.log.debug(...line);
  }

  trace(...line: Line): void {
    this.log.trace(...line);
  }

  child(...more: Parameters<FastifyBaseLogger['child']>): FastifyBaseLogger {
    return this.log.child(...more);
  }

  private get log(): FastifyBaseLogger {
    return (this.made ??= this.parent.child(this.bindings, this.options));
  }
}
