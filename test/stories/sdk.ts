import sharp from 'sharp';

import { conform } from '../harness/conform';
import { World } from '../harness/world';

type Service = Record<string, (...args: any[]) => Promise<any>>;

/** The official client as it is published. Its services have static methods, which answer the body or reject. */
export interface Sdk {
  readonly http: {
    setBasePortal(origin: string): void;
    setAuthorizeToken(token?: string): void;
    request(config: object): Promise<{ readonly status: number; readonly data: any; readonly headers: any }>;
    getClientInstance(): any;
  };
  readonly CourseService: Service;
  readonly EventService: Service;
  readonly UserService: Service;
  readonly SuggestionService: Service;
  readonly PreferenceService: Service;
  readonly FeatureService: Service;
  readonly CategoryService: Service;
  readonly Endpoints: Record<string, { url(params: object): string; readonly method: string }>;
  generateJWTToken(userId: number, secret: string, expiration?: string): Promise<string>;
  formatHttpErrorCode(error: unknown): Record<string, any>;
}

// Its ES modules do not load in Node; require() is the way in that it offers there.
export const sdk: Sdk = require('@selfcommunity/api-services');

/** A character of a story, with a token that the client itself made. */
export interface Character {
  readonly id: number;
  readonly username: string;
  readonly token: string;
}

interface Exchange {
  readonly status: number;
  readonly data: unknown;
  readonly config: { readonly method?: string; readonly url?: string };
}

const SECRET = 'the secret that the service and the author of the story share';

/** The service, and the official client that talks to it as one character after the other. */
export class Stage {
  private constructor(readonly world: World) {}

  /** Starts the service and points the client at it. Every answer is checked against the OpenAPI document. */
  static async open(): Promise<Stage> {
    const world = await World.start({ JWT_SECRET: SECRET });
    sdk.http.setBasePortal(world.origin);
    sdk.http.getClientInstance().interceptors.response.use(
      (response: Exchange) => {
        check(response);
        return response;
      },
      (error: { response?: Exchange }) => {
        if (error.response) check(error.response);
        throw error;
      },
    );
    // It tells the console of every refusal, also of those that a story is about.
    jest.spyOn(console, 'warn').mockImplementation();
    return new Stage(world);
  }

  close(): Promise<void> {
    return this.world.stop();
  }

  /** Somebody new. */
  async character(username: string, fields: Record<string, unknown> = {}): Promise<Character> {
    const { id } = await this.world.person({ username, ...fields });
    return { id, username, token: await sdk.generateJWTToken(id, SECRET) };
  }

  /** The client with somebody's token, or without one. There is one client and one token: speak one after the other. */
  by(character: Character | null): Sdk {
    sdk.http.setAuthorizeToken(character?.token);
    return sdk;
  }
}

function check({ status, data, config }: Exchange): void {
  conform((config.method ?? 'GET').toUpperCase(), config.url ?? '', { status, body: data ?? '' });
}

/** The names of a service's methods. */
export const methodsOf = (service: Service): string[] =>
  Object.getOwnPropertyNames(service).filter((name) => !['length', 'name', 'prototype'].includes(name));

/** Notes from now on which methods of a service were called. */
export function watch(service: Service): Set<string> {
  const called = new Set<string>();
  for (const name of methodsOf(service)) {
    const original = service[name]!;
    jest.spyOn(service, name).mockImplementation((...args) => {
      called.add(name);
      return original.apply(service, args);
    });
  }
  return called;
}

/** What a refused call says: the status, and the errors as the client reads them. */
export async function refusal(call: Promise<unknown>): Promise<[number, Record<string, unknown>]> {
  try {
    await call;
  } catch (error) {
    const { response } = error as { response?: { status: number } };
    if (!response) throw error;
    return [response.status, sdk.formatHttpErrorCode(error)];
  }
  throw new Error('The call was not refused.');
}

export const MULTIPART = { headers: { 'Content-Type': 'multipart/form-data' } };

/** A form as browsers send it. */
export function form(fields: Record<string, string | Blob>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
}

/** A small picture. */
export async function png(colour = '#2e7d8c'): Promise<Blob> {
  const picture = sharp({ create: { width: 40, height: 30, channels: 3, background: colour } });
  return new Blob([new Uint8Array(await picture.png().toBuffer())], { type: 'image/png' });
}

/** The ids on a page. */
export const idsOf = ({ results }: { results: readonly { readonly id: number }[] }): number[] =>
  results.map(({ id }) => id);
