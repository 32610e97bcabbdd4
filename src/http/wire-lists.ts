import { applyDecorators, type Type } from '@nestjs/common';
import { ValidateNested } from 'class-validator';

import { bind } from './bind';
import type { Origin } from './fields';
import { check, wire, type WireOptions } from './wire-field';
import { isInt4, readIds, readJson, readList } from './wire-values';

export interface IdsOptions extends WireOptions {
  readonly max?: number;
}

export interface ListOptions extends WireOptions {
  readonly min?: number;
  readonly max?: number;
}

/**
 * The ids that a command is about: required unless told otherwise, not empty, at most 1000, duplicates collapsed.
 * In JSON a list (numeric text is understood); in a form also one value, repeated, indexed, comma-joined or JSON text.
 */
export function Ids({ max = 1000, required = true, ...options }: IdsOptions = {}): PropertyDecorator {
  const notEmpty = check('empty', 'This list may not be empty.', (value) => countOf(value) > 0);
  return wire(
    { required, example: [7, 12], ...options },
    {
      schema: { ...idsSchema(max), minItems: 1 },
      read: idsFrom,
      checks: [notAList(), notEmpty, onlyIds(), atMost(max)],
      kind: 'list',
    },
  );
}

/** A list of ids that may be empty, such as `categories`. In a query an empty list counts as absent. */
export function IdList({ max = 1000, ...options }: IdsOptions = {}): PropertyDecorator {
  return wire(options, {
    schema: idsSchema(max),
    read: idsFrom,
    checks: [notAList(), onlyIds(), atMost(max)],
    kind: 'list',
  });
}

/** Several of these words, such as `statuses`, each once. In a query an empty list counts as absent. */
export function ChoiceList(values: readonly string[], options: WireOptions = {}): PropertyDecorator {
  const isChoice = (item: unknown): boolean => typeof item === 'string' && values.includes(item);
  const onlyChoices = check(
    'invalid_choice',
    (value) => `Item ${firstBad(value, isChoice)}: not a valid choice. Choose among: ${values.join(', ')}.`,
    (value) => firstBad(value, isChoice) === -1,
  );
  return wire(options, {
    schema: { type: 'array', items: { type: 'string', enum: [...values] } },
    read: (value, origin) => once(listFrom(value, origin)),
    checks: [notAList(), onlyChoices],
    kind: 'list',
  });
}

/**
 * A list of objects, such as the answers of a question; each is read and checked as an `item` of its own.
 * In a form it is one JSON text.
 */
export function ListOf(item: () => Type<object>, { min, max, ...options }: ListOptions = {}): PropertyDecorator {
  const checks = [notAList(), onlyObjects()];
  if (min !== undefined) {
    const message = `Ensure this list has at least ${min} items.`;
    checks.push(check('min_length', message, (value) => countOf(value) >= min));
  }
  if (max !== undefined) checks.push(atMost(max));
  const bindItem = (value: unknown): unknown => (isRecord(value) ? bind(item(), value) : value);
  const read = (value: unknown, origin: Origin): unknown => {
    const list = origin === 'json' ? value : readJson(Array.isArray(value) ? value.at(-1) : value);
    return Array.isArray(list) ? list.map(bindItem) : list;
  };
  return applyDecorators(
    wire(options, {
      // Swagger knows a lazy type by the name of the function.
      schema: { type: () => item(), isArray: true, minItems: min, maxItems: max },
      read,
      checks,
      kind: 'list',
    }),
    ValidateNested({ each: true }),
  );
}

const idsSchema = (max: number) => ({ type: 'array', items: { type: 'integer' }, maxItems: max }) as const;

const idsFrom = (value: unknown, origin: Origin): unknown => readIds(listFrom(value, origin));

/** Only forms and queries have spellings of lists; an empty list in a query says nothing. */
function listFrom(value: unknown, origin: Origin): unknown {
  if (origin === 'json') return value;
  const list = readList(value);
  return origin === 'query' && Array.isArray(list) && list.length === 0 ? undefined : list;
}

const once = (value: unknown): unknown => (Array.isArray(value) ? [...new Set<unknown>(value)] : value);

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const countOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

/** Position of the first item that will not do; -1 when all are fine. */
const firstBad = (value: unknown, fine: (item: unknown) => boolean): number =>
  Array.isArray(value) ? value.findIndex((item) => !fine(item)) : -1;

const notAList = (): PropertyDecorator => check('not_a_list', 'Expected a list of items.', Array.isArray);

const onlyIds = (): PropertyDecorator =>
  check(
    'invalid',
    (value) => `Item ${firstBad(value, isInt4)}: a valid integer is required.`,
    (value) => firstBad(value, isInt4) === -1,
  );

const onlyObjects = (): PropertyDecorator =>
  check(
    'invalid',
    (value) => `Item ${firstBad(value, isRecord)}: expected an object.`,
    (value) => firstBad(value, isRecord) === -1,
  );

const atMost = (max: number): PropertyDecorator =>
  check('max_length', `Ensure this list has no more than ${max} items.`, (value) => countOf(value) <= max);
