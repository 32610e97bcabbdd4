import { Agent, request } from 'node:http';

/** What came back, or why nothing did. */
export interface Reply {
  /** 0 when the connection broke before an answer arrived. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** Parsed JSON; undefined when it is none. */
  readonly body: any;
}

export interface Letter {
  readonly token?: string | null;
  readonly headers?: Record<string, string | number>;
  /** Sent as it is; anything but text and bytes goes as JSON. */
  readonly body?: unknown;
  readonly agent?: Agent | false;
  /** Milliseconds until the answer is given up, as a client would. */
  readonly patience?: number;
}

const kept = new Agent({ keepAlive: true, maxSockets: 200 });

/**
 * Sends one request as plainly as possible and never throws: tests of broken connections look at what came of them.
 * Nothing is checked, nothing is repeated, and addresses go out as they are given, well-formed or not.
 */
export function send(origin: string, method: string, path: string, letter: Letter = {}): Promise<Reply> {
  const { hostname, port } = new URL(origin);
  const { token, body, agent = kept, patience = 30_000 } = letter;
  const raw = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
  const data = raw ? (body as string | Buffer | undefined) : JSON.stringify(body);
  const headers = {
    ...(token && { authorization: `Bearer ${token}` }),
    ...(data !== undefined && { 'content-length': Buffer.byteLength(data) }),
    ...(!raw && { 'content-type': 'application/json' }),
    ...letter.headers,
  };
  return new Promise((resolve) => {
    const broken = (error: Error) => resolve({ status: 0, headers: {}, text: error.message, body: undefined });
    const sent = request({ hostname, port, method, path, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', broken);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, body: parsed(text) });
      });
      response.on('close', () => broken(new Error('cut off')));
    });
    sent.setTimeout(patience, () => sent.destroy(new Error('no answer')));
    sent.on('error', broken);
    sent.end(data);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
