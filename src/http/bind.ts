import type { Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage } from 'class-validator';

import { cameFrom, originOf } from './fields';

const known = new Map<Type<object>, readonly string[]>();

/** The fields that a class declares, its parents' included. */
function fieldsOf(dto: Type<object>): readonly string[] {
  const fields = known.get(dto) ?? [
    ...new Set(
      getMetadataStorage()
        .getTargetValidationMetadatas(dto, '', false, false)
        .map(({ propertyName }) => propertyName),
    ),
  ];
  known.set(dto, fields);
  return fields;
}

/** Builds the object that a class describes out of what arrived. Fields that it does not declare are left behind. */
export function bind<Dto extends object>(dto: Type<Dto>, source: object): Dto {
  const arrived: Record<string, unknown> = {};
  for (const field of fieldsOf(dto)) {
    if (Object.hasOwn(source, field)) arrived[field] = Reflect.get(source, field);
  }
  return plainToInstance(dto, cameFrom(originOf(source), arrived), { exposeUnsetFields: false });
}
