import { isURL } from 'class-validator';

import { UploadedFile } from './uploaded-file';
import { check, wire, type WireOptions } from './wire-field';
import { INT4, isInt4, readDate, readDecimal, readFlag, readJson, readText, readWhole } from './wire-values';

export { Required, type WireOptions } from './wire-field';
export { ChoiceList, IdList, Ids, type IdsOptions, ListOf, type ListOptions } from './wire-lists';

export interface TextOptions extends WireOptions {
  readonly max?: number;
  readonly min?: number;
  /** The empty text is fine; otherwise it is refused with `blank`. */
  readonly blank?: boolean;
}

/** Text, trimmed, counted in characters; NUL characters are refused, because the database cannot store them. */
export function Text({ max, min, blank = false, ...options }: TextOptions = {}): PropertyDecorator {
  const checks = [
    check('invalid', 'Not a valid string.', (value) => typeof value === 'string' && !value.includes('\0')),
  ];
  if (!blank) checks.push(check('blank', 'This field may not be blank.', (value) => value !== ''));
  if (max !== undefined) {
    const message = `Ensure this field has no more than ${max} characters.`;
    checks.push(check('max_length', message, (value) => lengthOf(value) <= max));
  }
  if (min !== undefined) {
    const message = `Ensure this field has at least ${min} characters.`;
    checks.push(check('min_length', message, (value) => lengthOf(value) >= min));
  }
  const schema = { type: 'string', maxLength: max, minLength: min ?? (blank ? undefined : 1) } as const;
  return wire(options, { schema, read: readText, checks, kind: 'text' });
}

const lengthOf = (value: unknown): number => (typeof value === 'string' ? Array.from(value).length : 0);

/** One of these words. */
export function Choice(values: readonly string[], options: WireOptions = {}): PropertyDecorator {
  return wire(options, {
    schema: { type: 'string', enum: [...values] },
    read: (value) => value,
    checks: [check('invalid_choice', `Not a valid choice. Choose one of: ${values.join(', ')}.`, oneOf(values))],
  });
}

const oneOf =
  (values: readonly string[]) =>
  (value: unknown): boolean =>
    typeof value === 'string' && values.includes(value);

/** Yes or no: true and false, and in forms and addresses also 1/0, on/off, yes/no in any case. */
export function Flag(options: WireOptions = {}): PropertyDecorator {
  return wire(options, {
    schema: { type: 'boolean' },
    read: readFlag,
    checks: [check('invalid', 'Must be a valid boolean.', (value) => typeof value === 'boolean')],
  });
}

export interface NumberOptions extends WireOptions {
  readonly min?: number;
  readonly max?: number;
}

/** An integer that fits into an integer column; numeric text is understood. */
export function Whole({ min, max, ...options }: NumberOptions = {}): PropertyDecorator {
  return wire(options, {
    schema: { type: 'integer', minimum: min ?? INT4.min, maximum: max ?? INT4.max },
    read: readWhole,
    checks: [check('invalid', 'A valid integer is required.', isInt4), ...bounds(min, max)],
  });
}

/** A finite number; numeric text is understood. */
export function Decimal({ min, max, ...options }: NumberOptions = {}): PropertyDecorator {
  return wire(options, {
    schema: { type: 'number', minimum: min, maximum: max },
    read: readDecimal,
    checks: [check('invalid', 'A valid number is required.', Number.isFinite), ...bounds(min, max)],
  });
}

function bounds(min: number | undefined, max: number | undefined): PropertyDecorator[] {
  const checks: PropertyDecorator[] = [];
  if (min !== undefined) {
    checks.push(check('min_value', `Ensure this value is at least ${min}.`, (value) => Number(value) >= min));
  }
  if (max !== undefined) {
    checks.push(check('max_value', `Ensure this value is at most ${max}.`, (value) => Number(value) <= max));
  }
  return checks;
}

/** An ISO 8601 date-time, read into a Date; without an offset it is in the site's time zone. */
export function WireDate(options: WireOptions = {}): PropertyDecorator {
  return wire(options, {
    schema: { type: 'string', format: 'date-time' },
    read: readDate,
    checks: [check('invalid', 'Datetime has wrong format. Use ISO 8601.', (value) => value instanceof Date)],
  });
}

export interface UrlOptions extends WireOptions {
  readonly max?: number;
}

/** An absolute http or https address. */
export function Url({ max = 2000, ...options }: UrlOptions = {}): PropertyDecorator {
  const isAddress = (value: unknown): boolean =>
    typeof value === 'string' &&
    isURL(value, { protocols: ['http', 'https'], require_protocol: true, require_tld: false });
  return wire(options, {
    schema: { type: 'string', format: 'uri', maxLength: max },
    read: readText,
    checks: [
      check('max_length', `Ensure this field has no more than ${max} characters.`, (value) => lengthOf(value) <= max),
      check('invalid', 'Enter a valid URL.', isAddress),
    ],
  });
}

/** Any JSON; in a form as JSON text. */
export function JsonField(options: WireOptions = {}): PropertyDecorator {
  return wire(options, {
    schema: { type: 'object', additionalProperties: true },
    read: (value, origin) => (origin === 'json' ? value : readJson(value)),
    checks: [],
  });
}

export interface FileOptions extends WireOptions {
  /** Bytes. */
  readonly max?: number;
}

/** A file of a multipart body, as an `UploadedFile`. */
export function FileField({ max, ...options }: FileOptions = {}): PropertyDecorator {
  const checks = [
    check('invalid', 'The submitted data was not a file.', (value) => value instanceof UploadedFile),
    check('empty', 'The submitted file is empty.', (value) => sizeOf(value) > 0),
  ];
  if (max !== undefined) {
    checks.push(
      check('max_length', `Ensure this file has no more than ${max} bytes.`, (value) => sizeOf(value) <= max),
    );
  }
  return wire(options, { schema: { type: 'string', format: 'binary' }, read: (value) => value, checks });
}

const sizeOf = (value: unknown): number => (value instanceof UploadedFile ? value.data.length : 0);
