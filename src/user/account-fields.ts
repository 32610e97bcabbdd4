import { applyDecorators } from '@nestjs/common';
import { isEmail } from 'class-validator';

import { Text, type WireOptions } from '../http/wire';
import { check, wire } from '../http/wire-field';

const isText = (value: unknown): value is string => typeof value === 'string';

/** Letters and digits of any script, and `@ . + - _`; unique without regard to case. */
export const Username = (options: WireOptions = {}): PropertyDecorator =>
  applyDecorators(
    Text({ max: 255, example: 'mara', ...options }),
    check(
      'invalid',
      'Enter a valid username: letters, digits and @/./+/-/_ only.',
      (value) => isText(value) && /^[\p{L}\p{M}\p{N}_.@+-]+$/u.test(value),
    ),
  );

/** An address of e-mail; unique without regard to case. */
export const Email = (options: WireOptions = {}): PropertyDecorator =>
  applyDecorators(
    Text({ max: 254, example: 'mara@example.org', ...options }),
    check(
      'invalid',
      'Enter a valid email address.',
      (value) => isText(value) && isEmail(value, { require_tld: false }),
    ),
  );

/** A password, taken as it is, blanks included. With `chosen` it must be good enough to be somebody's new password. */
export function Password({ chosen = false, ...options }: WireOptions & { chosen?: boolean } = {}): PropertyDecorator {
  const lengthOf = (value: unknown): number => (isText(value) ? Array.from(value).length : 0);
  const min = chosen ? 8 : 1;
  return wire(options, {
    schema: { type: 'string', format: 'password', minLength: min, maxLength: 1000 },
    read: (value) => value,
    checks: [
      check('invalid', 'Not a valid string.', isText),
      check('blank', 'This field may not be blank.', (value) => value !== ''),
      check('min_length', `Ensure this field has at least ${min} characters.`, (value) => lengthOf(value) >= min),
      check('max_length', 'Ensure this field has no more than 1000 characters.', (value) => lengthOf(value) <= 1000),
    ],
    kind: 'text',
  });
}
