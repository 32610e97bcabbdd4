import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { ModuleRef, Reflector } from '@nestjs/core';

import { Database } from '../database/database';
import { forbidden, notFound } from '../http/domain-error';
import type { PathIds, PolicyRequest } from './access';
import { authorize } from './authorize';
import { AccessVia, Guarded } from './can.decorator';
import type { Action } from './policies';
import { ViewerLoader } from './viewer.loader';

/** Global, after JwtGuard. A route without `@Can` never answers: it fails closed. */
@Injectable()
export class PolicyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly modules: ModuleRef,
    private readonly db: Database,
    private readonly viewerLoader: ViewerLoader,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<PolicyRequest>();
    const action = this.actionOf(context, request);
    const found = this.reflector.getAllAndOverride(AccessVia, [context.getHandler(), context.getClass()]);
    const loader = found ? this.modules.get(found, { strict: false }) : this.viewerLoader;
    const path = found ? pathIds(request.params as Record<string, string>) : {};
    request.access = await authorize(this.db, loader, action, { claim: request.claim, path });
    return true;
  }

  private actionOf(context: ExecutionContext, request: PolicyRequest): Action {
    const guarded = this.reflector.get(Guarded, context.getHandler());
    if (!guarded) throw forbidden();
    const query = (request.query ?? {}) as Record<string, unknown>;
    const body = (request.body ?? {}) as Record<string, unknown>;
    const stricter = guarded.unless.find(({ when }) => when({ query, body, claim: request.claim }));
    return stricter?.rule ?? guarded.action;
  }
}

/** An address with something other than a positive 32-bit integer in it names nothing. */
function pathIds(params: Record<string, string>): PathIds {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, pathId(value)]));
}

const MAX_ID = 2_147_483_647;

function pathId(value: string): number {
  const id = /^\d{1,10}$/.test(value) ? Number(value) : 0;
  if (id < 1 || id > MAX_ID) throw notFound();
  return id;
}
