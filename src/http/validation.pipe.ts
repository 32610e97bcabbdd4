import { type ArgumentMetadata, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { validateSync, type ValidationError, ValidationTypes } from 'class-validator';

import { bind } from './bind';
import { type Complaint, type ErrorCode, invalid, invalidField } from './domain-error';

/**
 * Global. Reads bodies and queries into the class that the method asks for: unknown fields are dropped, never refused;
 * what does not fit is 400 with one complaint for each field, `name` first because forms look there first.
 */
@Injectable()
export class ValidationPipe implements PipeTransform {
  private readonly known = new KnownFields();

  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if ((type !== 'body' && type !== 'query') || !isDto(metatype)) return value;
    const source: unknown = value ?? {};
    if (typeof source !== 'object' || source === null || Array.isArray(source)) {
      throw invalidField('non_field_errors', 'invalid', 'Invalid data. Expected an object.');
    }
    const repeats = type === 'query' || Object.keys(source).length === 0;
    return repeats ? this.known.read(metatype, source) : read(metatype, source);
  }
}

/** Builds and checks one object. Throws 400 with the complaints. */
function read(metatype: Type<object>, source: object): object {
  const dto = bind(metatype, source);
  const errors = validateSync(dto, { whitelist: true, stopAtFirstError: true, forbidUnknownValues: false });
  const [first, ...more] = errors.map(complaintOf).toSorted(nameFirst);
  if (first) throw invalid(first, ...more);
  return dto;
}

const KEPT = 500;
const LONGEST = 200;

/**
 * Queries repeat: most lists are asked for their first page, with the parameters of one client; and most bodies of people
 * who join or leave are empty. What such fields say follows from their text alone, so the last few hundred of each class
 * that were fine are kept, and handed out frozen.
 */
class KnownFields {
  private readonly known = new Map<Type<object>, Map<string, object>>();

  read(metatype: Type<object>, source: object): object {
    const kept = this.of(metatype);
    const text = JSON.stringify(source);
    const found = kept.get(text);
    if (found) return found;
    const dto = Object.freeze(read(metatype, source));
    if (kept.size >= KEPT) kept.clear();
    if (text.length <= LONGEST) kept.set(text, dto);
    return dto;
  }

  private of(metatype: Type<object>): Map<string, object> {
    let kept = this.known.get(metatype);
    if (!kept) this.known.set(metatype, (kept = new Map()));
    return kept;
  }
}

const BUILT_IN: readonly unknown[] = [String, Boolean, Number, Array, Object, Function];

const isDto = (metatype: ArgumentMetadata['metatype']): metatype is Type<object> =>
  metatype !== undefined && !BUILT_IN.includes(metatype);

const nameFirst = (a: Complaint, b: Complaint): number => Number(b.field === 'name') - Number(a.field === 'name');

/** A complaint about something inside a field belongs to the field; the message says where. */
function complaintOf(error: ValidationError): Complaint {
  const { path, code, message } = deepest(error);
  return { field: error.property, code, message: path.length > 0 ? `${whereabouts(path)}: ${message}` : message };
}

/** The names of our checks are codes, but for the one of `Required`. */
const codeOf = (check: string): ErrorCode => (check === ValidationTypes.IS_DEFINED ? 'required' : (check as ErrorCode));

interface Finding {
  readonly path: readonly string[];
  readonly code: ErrorCode;
  readonly message: string;
}

function deepest({ constraints, children }: ValidationError): Finding {
  const [own] = Object.entries(constraints ?? {});
  if (own) return { path: [], code: codeOf(own[0]), message: own[1] };
  const [child] = children ?? [];
  if (!child) return { path: [], code: 'invalid', message: 'Invalid value.' };
  const inner = deepest(child);
  return { ...inner, path: [child.property, ...inner.path] };
}

/** `Item 1: text`: positions count from 0, as the list does. */
const whereabouts = (path: readonly string[]): string =>
  path.map((step) => (/^\d+$/.test(step) ? `Item ${step}` : step)).join(': ');
