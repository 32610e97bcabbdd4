import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { Allow, ValidateBy, ValidationTypes } from 'class-validator';

import type { ErrorCode } from './domain-error';
import { type Origin, originOf } from './fields';

/** What every wire type takes. A field is optional and not nullable unless said otherwise. */
export interface WireOptions {
  /** Absent is `required`. A subclass may ask for it later with `@Required()`. */
  readonly required?: boolean;
  /** null is a value, and so is the empty text of a form; otherwise null is refused with `null`. */
  readonly nullable?: boolean;
  readonly description?: string;
  readonly example?: unknown;
}

export interface Wire {
  readonly schema: ApiPropertyOptions;
  /** Turns what arrived into what the code wants; leaves alone what it cannot turn. */
  readonly read: (value: unknown, origin: Origin) => unknown;
  readonly checks: readonly PropertyDecorator[];
  /** `text` keeps an empty text, `list` keeps several values under one name. */
  readonly kind?: 'text' | 'list';
}

/** The field must be present. For subclasses that make an inherited field required, as POST and PUT do. */
export function Required(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ required: true }),
    // Under this name a check of a subclass adds to the checks that it inherits; under any other it replaces them.
    ValidateBy({
      name: ValidationTypes.IS_DEFINED,
      validator: { validate: (value) => value !== undefined, defaultMessage: () => 'This field is required.' },
    }),
  );
}

const NotNull = (): PropertyDecorator =>
  ValidateBy({
    name: 'null' satisfies ErrorCode,
    validator: { validate: (value) => value !== null, defaultMessage: () => 'This field may not be null.' },
  });

type Message = string | ((value: unknown) => string);

/** A rule with the code that clients see; absent and null values are none of its business. */
export function check(code: ErrorCode, message: Message, test: (value: unknown) => boolean): PropertyDecorator {
  return ValidateBy({
    name: code,
    validator: {
      validate: (value: unknown) => value === undefined || value === null || test(value),
      defaultMessage: (args) => (typeof message === 'string' ? message : message(args?.value)),
    },
  });
}

/** Joins what a field is in the document, how it is read and what it must fulfil. The checks run in this order and stop at the first failure. */
export function wire({ required, nullable, description, example }: WireOptions, field: Wire): PropertyDecorator {
  const { schema, read, checks, kind } = field;
  // Swagger's options are a union that cannot be spread together piece by piece.
  const documented = {
    ...schema,
    required: required ?? false,
    ...(nullable && { nullable }),
    ...(description !== undefined && { description }),
    ...(example !== undefined && { example }),
  } as ApiPropertyOptions;
  return applyDecorators(
    ApiProperty(documented),
    Allow(),
    Transform(({ obj, key }: { obj: Record<string, unknown>; key: string }) => {
      const origin = originOf(obj);
      const value = origin === 'json' ? obj[key] : fromTheForm(obj[key], nullable ?? false, kind);
      return value === undefined || value === null ? value : read(value, origin);
    }),
    ...(required ? [Required()] : []),
    ...(nullable ? [] : [NotNull()]),
    ...checks,
  );
}

/** Forms have no null and no absence: an empty text stands for both, and the last of several values counts. */
function fromTheForm(value: unknown, nullable: boolean, kind: Wire['kind']): unknown {
  if (kind === 'list') return value;
  const single: unknown = Array.isArray(value) ? value.at(-1) : value;
  if (single !== '') return single;
  return nullable ? null : kind === 'text' ? '' : undefined;
}
