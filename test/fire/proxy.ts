import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Server, type Socket } from 'node:net';
import { join } from 'node:path';

type Direction = 'to the server' | 'to the client';

/** Called for every chunk; what it returns is sent on, undefined swallows it. */
export type Tap = (chunk: Buffer, direction: Direction, link: Link) => Buffer | undefined;

/** One connection through the proxy. */
export interface Link {
  readonly client: Socket;
  readonly server: Socket;
  /** Ends both sides; returns nothing, so that a tap can end a connection instead of passing a chunk on. */
  cut(): undefined;
}

/**
 * A TCP proxy between the service and its database that misbehaves on demand: it refuses and cuts connections, goes
 * silent, delays, and looks into what passes.
 */
export class Proxy {
  private readonly links = new Set<Link>();
  private tap: Tap = (chunk) => chunk;
  private silent = false;
  private refusing = false;
  private delayMs = 0;

  private constructor(
    private target: NetConnectOpts,
    private readonly server: Server,
  ) {}

  static async before(databaseUrl: string): Promise<Proxy> {
    const server = createServer();
    const proxy = new Proxy(addressOf(databaseUrl), server);
    server.on('connection', (client) => proxy.open(client));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return proxy;
  }

  /** The address of the database through this proxy. */
  through(databaseUrl: string): string {
    const url = new URL(databaseUrl);
    url.host = `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    url.searchParams.delete('host');
    url.searchParams.delete('port');
    return url.toString();
  }

  /** The database came back somewhere else. */
  retarget(databaseUrl: string): void {
    this.target = addressOf(databaseUrl);
  }

  /** How many connections stand. */
  get size(): number {
    return this.links.size;
  }

  /** Cuts every connection, and with `refuse` turns new ones away until `heal`. */
  cut({ refuse = false } = {}): void {
    this.refusing = refuse;
    for (const link of this.links) link.cut();
  }

  /** Passes nothing on any more, without closing anything: as if a cable were pulled. */
  silence(): void {
    this.silent = true;
  }

  /** Passes everything on so many milliseconds later. */
  delay(milliseconds: number): void {
    this.delayMs = milliseconds;
  }

  /** Looks at everything that passes, until `heal`. */
  watch(tap: Tap): void {
    this.tap = tap;
  }

  /** Behaves again. Connections that were silenced are cut: what they lost will not come any more. */
  heal(): void {
    const wasSilent = this.silent;
    [this.silent, this.refusing, this.delayMs, this.tap] = [false, false, 0, (chunk) => chunk];
    if (wasSilent) this.cut();
  }

  async close(): Promise<void> {
    this.cut({ refuse: true });
    this.server.close();
    await once(this.server, 'close');
  }

  private open(client: Socket): void {
    client.on('error', () => undefined);
    if (this.refusing) return void client.destroy();
    const server = connect(this.target);
    const link: Link = { client, server, cut: () => void (client.destroy(), server.destroy()) };
    this.links.add(link);
    server.on('error', () => undefined);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('close', () => (link.cut(), this.links.delete(link)));
    }
    client.on('data', (chunk) => this.pass(chunk, 'to the server', link));
    server.on('data', (chunk) => this.pass(chunk, 'to the client', link));
  }

  private pass(chunk: Buffer, direction: Direction, link: Link): void {
    if (this.silent) return;
    const passed = this.tap(chunk, direction, link);
    if (passed === undefined) return;
    const to = direction === 'to the server' ? link.server : link.client;
    if (this.delayMs > 0) setTimeout(() => to.writable && to.write(passed), this.delayMs);
    else if (to.writable) to.write(passed);
  }
}

/** A host that is a folder holds the server's socket; that is how an embedded database is reached. */
function addressOf(databaseUrl: string): NetConnectOpts {
  const { hostname, port, searchParams } = new URL(databaseUrl);
  const folder = searchParams.get('host');
  return folder?.startsWith('/')
    ? { path: join(folder, `.s.PGSQL.${port || searchParams.get('port') || 5432}`) }
    : { host: folder ?? hostname, port: Number(port || 5432) };
}
