import { conform } from './conform';

/** What came back. */
export interface Answer<Body = any> {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON, or the text of anything else. */
  readonly body: Body;
}

export interface Sending {
  readonly headers?: Record<string, string>;
  /** Sent as it is; an object goes as JSON. */
  readonly body?: unknown;
}

/** Speaks HTTP to the service as one person. Every answer is checked against the OpenAPI document. */
export class Client {
  constructor(
    private readonly origin: string,
    private readonly token: string | null,
  ) {}

  get = (path: string, sending?: Sending) => this.send('GET', path, sending);
  post = (path: string, body?: unknown) => this.send('POST', path, { body });
  put = (path: string, body?: unknown) => this.send('PUT', path, { body });
  patch = (path: string, body?: unknown) => this.send('PATCH', path, { body });
  delete = (path: string, body?: unknown) => this.send('DELETE', path, { body });

  async send(method: string, path: string, { headers = {}, body }: Sending = {}): Promise<Answer> {
    const raw =
      body === undefined || typeof body === 'string' || body instanceof FormData || body instanceof URLSearchParams;
    const response = await fetch(this.origin + path, {
      method,
      headers: {
        ...(this.token !== null && { authorization: `Bearer ${this.token}` }),
        ...(!raw && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: (raw ? body : JSON.stringify(body)) as RequestInit['body'],
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    const answer = { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
    conform(method, path, answer);
    return answer;
  }
}
