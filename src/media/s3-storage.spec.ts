import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import { S3Storage } from './s3-storage';

interface Arrival {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** As much of the S3 protocol as the storage speaks, and a record of every request. */
class FakeS3 {
  readonly arrivals: Arrival[] = [];
  readonly objects = new Map<string, Buffer>();
  private server: Server;

  async start(): Promise<string> {
    this.server = createServer((request, response) => {
      void (async () => {
        const url = new URL(request.url!, 'http://s3');
        const arrival = { method: request.method!, url, headers: request.headers, body: await buffer(request) };
        this.arrivals.push(arrival);
        const { status, body = '' } = this.answer(arrival);
        response.writeHead(status, { 'Content-Length': body.length }).end(body);
      })();
    });
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<unknown> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  private answer({ method, url, headers, body }: Arrival): { status: number; body?: string | Buffer } {
    const signed =
      /^AWS4-HMAC-SHA256 Credential=who\/\d{8}\/eu-test-1\/s3\/aws4_request, SignedHeaders=[^ ]*host[^ ]*, Signature=[0-9a-f]{64}$/;
    if (!signed.test(headers.authorization ?? ''))
      return { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' };
    const key = url.pathname.replace('/pictures/', '');
    if (url.searchParams.get('list-type') === '2')
      return { status: 200, body: this.list(url.searchParams.get('prefix')!) };
    if (method === 'PUT') this.objects.set(key, body);
    if (method === 'DELETE') this.objects.delete(key);
    if (method === 'GET') {
      const found = this.objects.get(key);
      return found ? { status: 200, body: found } : { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' };
    }
    return { status: method === 'DELETE' ? 204 : 200 };
  }

  private list(prefix: string): string {
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix));
    return `<ListBucketResult>${keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('')}</ListBucketResult>`;
  }
}

describe('S3Storage', () => {
  let s3: FakeS3;
  let storage: S3Storage;
  const connect = (endpoint: string, region = 'eu-test-1') =>
    new S3Storage({
      endpoint,
      region,
      bucket: 'pictures',
      accessKeyId: 'who',
      secretAccessKey: 'what',
      forcePathStyle: true,
    });
  let endpoint: string;
  beforeEach(async () => {
    s3 = new FakeS3();
    endpoint = await s3.start();
    storage = connect(endpoint);
  });
  afterEach(() => s3.stop());

  it('puts a buffer with a signed request that says what and how much it is', async () => {
    await storage.put('course/1/big.webp', Buffer.from('pixels'), { contentType: 'image/webp', size: 6 });
    expect(s3.arrivals).toHaveLength(1);
    const [{ method, url, headers, body }] = s3.arrivals as [Arrival];
    expect([method, url.pathname, String(body)]).toEqual(['PUT', '/pictures/course/1/big.webp', 'pixels']);
    expect(headers).toMatchObject({ 'content-type': 'image/webp', 'content-length': '6' });
  });

  it('puts a stream without holding it in memory and without framing of its own', async () => {
    const body = Readable.from([Buffer.from('one'), Buffer.from('two')]);
    await storage.put('doc/1/a.pdf', body, { contentType: 'application/pdf', size: 6 });
    expect(String(s3.objects.get('doc/1/a.pdf'))).toBe('onetwo');
    expect(s3.arrivals[0]?.headers).toMatchObject({ 'content-length': '6' });
    expect(s3.arrivals[0]?.headers['content-encoding']).toBeUndefined();
  });

  it('gets what is there and null otherwise', async () => {
    s3.objects.set('doc/1/a.pdf', Buffer.from('%PDF'));
    const file = await storage.get('doc/1/a.pdf');
    expect(file?.size).toBe(4);
    expect(String(await buffer(file!.body))).toBe('%PDF');
    expect(await storage.get('doc/2/a.pdf')).toBeNull();
  });

  it('removes the files of a folder and of no other', async () => {
    for (const key of ['course/1/big.webp', 'course/1/small.webp', 'course/10/big.webp'])
      s3.objects.set(key, Buffer.of(1));
    await storage.remove('course/1');
    expect([...s3.objects.keys()]).toEqual(['course/10/big.webp']);
  });

  it('does not take a refusal for an absence', async () => {
    const stranger = connect(endpoint, 'elsewhere');
    await expect(stranger.get('doc/1/a.pdf')).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });
});
