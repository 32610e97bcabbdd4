import { complaintFor } from './constraints';
import { DomainError, invalid, unavailable } from './domain-error';
import { isError } from './is-error';

interface DriverError {
  readonly code: string;
  readonly constraint?: string;
}

/** SQLSTATEs that mean "this value can never be stored": out of range, malformed, NUL characters, bad dates. */
const BAD_VALUES = new Set(['22001', '22003', '22007', '22008', '22021', '22P02', '22P03', '22P05']);

/** Shutting down, starting up, out of connections or memory, cancelled by a timeout, still in conflict after retries. */
const BUSY = /^(08...|53...|57014|57P0[1-5]|25P0[34]|40001|40P01|55P03)$/;

const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** The driver and its pool report these without a code. */
const LOST_CONNECTION =
  /timeout exceeded when trying to connect|Connection terminated|Query read timeout|Client was closed|Client has encountered a connection error|after calling end on the pool|Driver not Connected/i;

/**
 * What an error of the database means to the caller: a complaint for mapped constraints and impossible values (400),
 * unavailable when the database cannot be reached or is overloaded (503), undefined for everything else.
 */
export function readPostgresError(error: unknown): DomainError | undefined {
  const cause = driverErrorOf(error);
  if (!isError(cause)) return undefined;
  const { code, constraint } = codeOf(cause);

  const complaint = complaintFor(constraint);
  if (complaint) return invalid(complaint);
  if (BAD_VALUES.has(code)) return invalid({ code: 'invalid', message: 'A value is malformed or out of range.' });
  if (BUSY.test(code) || isNetworkFailure(cause, code) || LOST_CONNECTION.test(cause.message)) return unavailable();
  return undefined;
}

/** A missing socket is a failure to connect; a missing file is none of our business. */
const isNetworkFailure = (cause: Error, code: string): boolean =>
  NETWORK.has(code) || (code === 'ENOENT' && 'syscall' in cause && cause.syscall === 'connect');

/** TypeORM wraps what the driver threw. */
const driverErrorOf = (error: unknown): unknown =>
  isError(error) && 'driverError' in error ? error.driverError : error;

function codeOf(cause: Error): DriverError {
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  const constraint = 'constraint' in cause && typeof cause.constraint === 'string' ? cause.constraint : undefined;
  return constraint === undefined ? { code } : { code, constraint };
}
