import { randomBytes, scrypt, type ScryptOptions, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

import { Turnstile } from './turnstile';

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** 32 MiB and about a quarter of a second of one core for each guess. */
const COST = { ln: 15, r: 8, p: 3 } as const;
const SALT_BYTES = 16;
const KEY_BYTES = 32;

/** Node has four threads for this and for file access together: half of them must stay free. */
const turnstile = new Turnstile(2, 100);

/** A salted hash of a password, with the parameters that made it: `$scrypt$ln=15,r=8,p=3$salt$key`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await deriveKey(password, salt, COST, KEY_BYTES);
  const { ln, r, p } = COST;
  return `$scrypt$ln=${ln},r=${r},p=${p}$${salt.toString('base64')}$${key.toString('base64')}`;
}

/**
 * Whether `password` is the one behind `hash`. Without a hash, because nobody has this name or because the person has
 * no password, the same work is done for nothing, so that the time it takes tells nobody which names exist.
 */
export async function checkPassword(password: string, hash: string | null): Promise<boolean> {
  const { cost, salt, key } = parse(hash ?? NOBODY);
  const guess = await deriveKey(password, salt, cost, key.length);
  return timingSafeEqual(guess, key) && hash !== null;
}

interface Cost {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

function deriveKey(password: string, salt: Buffer, { ln, r, p }: Cost, bytes: number): Promise<Buffer> {
  const N = 2 ** ln;
  return turnstile.pass(() => derive(password, salt, bytes, { N, r, p, maxmem: 256 * N * r }));
}

const FORM = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,3}),p=(\d{1,3})\$([\w+/=]+)\$([\w+/=]+)$/;

function parse(hash: string): { readonly cost: Cost; readonly salt: Buffer; readonly key: Buffer } {
  const [, ln, r, p, salt, key] = FORM.exec(hash) ?? [];
  if (!salt || !key) throw new Error('A password hash in the database is malformed');
  return {
    cost: { ln: Number(ln), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64'),
    key: Buffer.from(key, 'base64'),
  };
}

/** The hash of no password. */
const NOBODY = `$scrypt$ln=${COST.ln},r=${COST.r},p=${COST.p}$${Buffer.alloc(SALT_BYTES).toString('base64')}$${Buffer.alloc(KEY_BYTES).toString('base64')}`;
