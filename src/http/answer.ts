import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';

/** A whole number in an answer. */
export const Integer = (options: ApiPropertyOptions = {}): PropertyDecorator =>
  ApiProperty({ type: 'integer', ...options } as ApiPropertyOptions);

/** A list of whole numbers in an answer. */
export const Integers = (): PropertyDecorator => ApiProperty({ type: 'array', items: { type: 'integer' } });

/** A point in time in an answer: ISO 8601 with an offset. */
export const Instant = (options: ApiPropertyOptions = {}): PropertyDecorator =>
  ApiProperty({ type: 'string', format: 'date-time', ...options } as ApiPropertyOptions);

/** An absolute address in an answer. */
export const Uri = (options: ApiPropertyOptions = {}): PropertyDecorator =>
  ApiProperty({ type: 'string', format: 'uri', ...options } as ApiPropertyOptions);

/** One of a few words in an answer. */
export const OneOf = (words: readonly (string | null)[], options: ApiPropertyOptions = {}): PropertyDecorator =>
  ApiProperty({ type: 'string', enum: [...words], ...options } as ApiPropertyOptions);
