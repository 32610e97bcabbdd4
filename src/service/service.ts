import type { Config } from '../config/config';
import { awaitDatabase } from '../database/await-database';
import { startEmbedded } from '../database/embedded/embedded';
import { migrateAt } from '../database/migrate';

/** What the service asks of the application on HTTP. */
export interface Application {
  init(): Promise<unknown>;
  listen(port: number, host: string): Promise<unknown>;
  getUrl(): Promise<string>;
  /** Stops accepting, finishes what is in flight and closes the connections to the database. */
  close(): Promise<void>;
}

/** Somebody who may enter, as printed at the start. */
export interface Visitor {
  readonly name: string;
  readonly token: string;
}

/** The parts that the start puts in order. */
export interface Parts<App extends Application> {
  /** How many processes have a pool of connections of their own; one when absent. */
  readonly processes?: number;
  createApp(config: Config, databaseUrl: string): Promise<App>;
  /** Creates the first administrator when there is nobody; the password only when it was generated just now. */
  firstAdministrator(app: App, config: Config): Promise<{ readonly username: string; readonly password?: string }>;
  /** Loads the demo community when only the administrator is there; returns tokens to try. */
  demoCommunity(app: App): Promise<readonly Visitor[]>;
}

/** How long a stop waits for requests that are being answered. */
const IN_FLIGHT_MS = 10_000;

/** The whole service: from configuration to listening, and back. */
export class Service<App extends Application> {
  private readonly closers: (() => Promise<unknown>)[] = [];
  private stopped?: Promise<void>;

  constructor(
    private readonly config: Config,
    private readonly parts: Parts<App>,
    private readonly say: (line: string) => void,
    private readonly fail: (error: Error) => void,
  ) {}

  /** Resolves when it listens; on failure, everything that was started before is stopped again. */
  async start(): Promise<void> {
    try {
      const url = this.config.databaseUrl ?? (await this.embedded());
      await awaitDatabase(url);
      const applied = await migrateAt(url);
      if (applied.length > 0) this.say(`Migrations: ${applied.length} applied.`);
      await this.listen(await this.open(url));
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Undoes the start in reverse, however far it got; every call waits for the same. */
  stop(): Promise<void> {
    return (this.stopped ??= this.close());
  }

  private async embedded(): Promise<string> {
    const { dataDir, databasePoolSize } = this.config;
    const server = await startEmbedded({
      dataDir,
      maxConnections: Math.max(100, databasePoolSize * (this.parts.processes ?? 1) + 20),
    });
    this.closers.push(server.stop);
    void server.died.then(this.fail);
    this.say(`Database: embedded PostgreSQL in ${server.directory}`);
    return server.url();
  }

  private async open(databaseUrl: string): Promise<App> {
    const app = await this.parts.createApp(this.config, databaseUrl);
    this.closers.push(() => (this.parts.processes ? app.close() : withinTime(app.close())));
    await app.init();
    return app;
  }

  private async listen(app: App): Promise<void> {
    const { username, password } = await this.parts.firstAdministrator(app, this.config);
    const visitors = this.config.seedDemo ? await this.parts.demoCommunity(app) : [];
    await app.listen(this.config.port, this.config.host);
    const address = this.config.publicUrl ?? (await app.getUrl());
    this.say(`Convene listens on ${address}`);
    this.say(`Documentation:     ${address}/docs`);
    this.say(`Administrator:     ${username}`);
    if (password !== undefined) this.say(`Password:          ${password}   (generated now, not shown again)`);
    if (visitors.length > 0) this.say('Demo tokens, to paste into "Authorize" on the documentation page:');
    for (const { name, token } of visitors) this.say(`  ${name}\n    ${token}`);
  }

  private async close(): Promise<void> {
    for (let closer = this.closers.pop(); closer; closer = this.closers.pop()) await closer();
  }
}

/** Waits for `closing`, but not longer than requests in flight may take. */
export function withinTime(closing: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout;
  const limit = new Promise((resolve) => (timer = setTimeout(resolve, IN_FLIGHT_MS)));
  return Promise.race([closing, limit]).finally(() => clearTimeout(timer));
}
