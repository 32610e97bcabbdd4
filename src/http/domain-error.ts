/** What kind of refusal this is; the error filter turns it into a status. */
export type ErrorKind = 'invalid' | 'unauthenticated' | 'forbidden' | 'not_found' | 'gone' | 'too_many' | 'unavailable';

/** The closed list of codes that clients compare. Messages are prose and may change, codes may not. */
export const ERROR_CODES = [
  'required',
  'null',
  'blank',
  'invalid',
  'invalid_choice',
  'max_length',
  'min_length',
  'min_value',
  'max_value',
  'unique',
  'does_not_exist',
  'not_a_list',
  'empty',
  'invalid_image',
  'parse_error',
  'not_authenticated',
  'authentication_failed',
  'permission_denied',
  'not_found',
  'method_not_allowed',
  'not_acceptable',
  'unsupported_media_type',
  'throttled',
  'error',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** One thing that is wrong: about a field when it names one, about the whole request otherwise. */
export interface Complaint {
  readonly field?: string;
  readonly code: ErrorCode;
  readonly message: string;
}

/** The only error that policies and services throw on purpose. Anything else is a bug and answers 500. */
export class DomainError extends Error {
  /** `retryAfter` is in seconds; it is sent with `too_many` and `unavailable`. */
  constructor(
    readonly kind: ErrorKind,
    readonly complaints: readonly Complaint[],
    readonly retryAfter?: number,
  ) {
    super(complaints.map(({ message }) => message).join(' '));
  }
}

const refusal = (kind: ErrorKind, code: ErrorCode, message: string, retryAfter?: number): DomainError =>
  new DomainError(kind, [{ code, message }], retryAfter);

/** 400 with several complaints; at least one, because clients look at the first without asking. */
export const invalid = (first: Complaint, ...more: readonly Complaint[]): DomainError =>
  new DomainError('invalid', [first, ...more]);

/** 400 about one field. */
export const invalidField = (field: string, code: ErrorCode, message: string): DomainError =>
  invalid({ field, code, message });

/** 401: nobody is signed in (`not_authenticated`), or the credentials are no good (`authentication_failed`). */
export const unauthenticated = (
  code: 'not_authenticated' | 'authentication_failed' = 'not_authenticated',
): DomainError =>
  refusal(
    'unauthenticated',
    code,
    code === 'not_authenticated'
      ? 'Authentication credentials were not provided.'
      : 'Incorrect authentication credentials.',
  );

/** 403. Clients print this very sentence. */
export const forbidden = (): DomainError =>
  refusal('forbidden', 'permission_denied', 'You do not have permission to perform this action.');

/** 404, for what does not exist and for what the viewer may not know to exist. */
export const notFound = (): DomainError => refusal('not_found', 'not_found', 'Not found.');

/** 410: it was here once. */
export const gone = (): DomainError => refusal('gone', 'not_found', 'This is no longer available.');

/** 429 by a limiter, which is named; the caller may come back after so many seconds. */
export const tooMany = (retryAfter: number, limiter: string): DomainError => {
  const seconds = Math.ceil(retryAfter);
  const message = `Request was throttled: too many ${limiter}. Expected available in ${seconds} seconds.`;
  return refusal('too_many', 'throttled', message, seconds);
};

/** 503: something we stand on does not answer at the moment. */
export const unavailable = (retryAfter = 2): DomainError =>
  refusal('unavailable', 'error', 'The service is temporarily unavailable.', retryAfter);
