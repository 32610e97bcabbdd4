import { applyDecorators, createParamDecorator, type ExecutionContext, type Type } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiBearerAuth, ApiExtension, ApiResponse } from '@nestjs/swagger';

import { ErrorsDto } from '../http/error.dto';
import type { Access, AccessLoader, Claim, PolicyRequest } from './access';
import { type Action, ruleOf } from './policies';
import { needsSignIn, type Rule } from './policy';

/** A stricter rule that some parameters of a route fall under. */
export interface Unless {
  readonly when: (request: { query: Record<string, unknown>; body: Record<string, unknown>; claim: Claim }) => boolean;
  readonly rule: Action;
}

export const Guarded = Reflector.createDecorator<{ readonly action: Action; readonly unless: readonly Unless[] }>();

/** Names the loader that finds the subject of a controller or of one method. */
export const AccessVia = Reflector.createDecorator<Type<AccessLoader>>();

/**
 * Guards a route with one row of the policy table and says so in the OpenAPI document.
 * Where the request meets the condition of one of `unless`, that rule takes the place of the first.
 */
export function Can(action: Action, ...unless: readonly Unless[]): MethodDecorator {
  const rule = ruleOf(action);
  const stricter = unless.map(({ rule: action }) => ({ action, ...ruleOf(action) }));
  const rules: Rule[] = [rule, ...stricter];
  return applyDecorators(
    Guarded({ action, unless }),
    ApiExtension('x-policy', { action, ...rule, ...(stricter.length > 0 && { stricter }) }),
    ...(rule.unasked ? [] : refusals(rules)),
  );
}

const refusals = (rules: readonly Rule[]): MethodDecorator[] => [
  ApiBearerAuth(),
  refusal(401, rules.every(needsSignIn) ? 'Sign in first.' : 'The token is not valid, or sign-in is needed here.'),
  ...(rules.some(mayForbid) ? [refusal(403, 'You can see it, but you may not do this.')] : []),
  refusal(404, 'It does not exist, or you may not know that it does.'),
];

const mayForbid = ({ who, needs = [] }: Rule): boolean => needs.length > 0 || !who.includes('outsider');

const refusal = (status: number, description: string) => ApiResponse({ status, description, type: ErrorsDto });

/** The access that the guard granted to this request. */
export const Granted = createParamDecorator(
  (_: unknown, context: ExecutionContext): Access => context.switchToHttp().getRequest<PolicyRequest>().access,
);
