import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';

/** The key that the tests' service signs with; see `World`. */
export const SECRET = 'a secret that is long enough for the tests of this service';

export const now = (): number => Math.floor(Date.now() / 1000);

/** The claims of a good token. */
export const claimsOf = (userId: number) => ({
  user_id: userId,
  token_type: 'access',
  jti: 'a name',
  iat: now(),
  exp: now() + 3600,
});

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

const DIGEST = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' } as const;

/** A token made by hand, without the library that the service reads it with. */
export function forge(
  payload: object,
  { alg = 'HS256', secret = SECRET }: { alg?: string; secret?: string } = {},
): string {
  const text = `${encode({ alg, typ: 'JWT' })}.${encode(payload)}`;
  return `${text}.${signatureOf(text, alg, secret)}`;
}

function signatureOf(text: string, alg: string, secret: string): string {
  if (alg === 'none') return '';
  if (alg === 'RS256') {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url');
  }
  return createHmac(DIGEST[alg as keyof typeof DIGEST], secret)
    .update(text)
    .digest('base64url');
}

/** What a token claims, as text. */
export const read = (token: string): any => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
