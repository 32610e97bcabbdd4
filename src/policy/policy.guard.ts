import { type CanActivate, type ExecutionContext, Injectable, type Type } from '@nestjs/common';
import { ModuleRef, Reflector } from '@nestjs/core';

import { Database } from '../database/database';
import { forbidden, notFound } from '../http/domain-error';
import { readMultipartEarly } from '../http/multipart';
import type { AccessLoader, PathIds, PolicyRequest } from './access';
import { authorize } from './authorize';
import { AccessVia, Guarded, type Unless } from './can.decorator';
import type { Action } from './policies';
import { ViewerLoader } from './viewer.loader';

/** What the guard knows of one route. */
interface GuardedRoute {
  readonly controller: Type;
  readonly guarded: { readonly action: Action; readonly unless: readonly Unless[] };
  readonly loader: AccessLoader | undefined;
}

/** Global, after JwtGuard. A route without `@Can` never answers: it fails closed. */
@Injectable()
export class PolicyGuard implements CanActivate {
  private readonly routes = new WeakMap<object, GuardedRoute>();

  constructor(
    private readonly reflector: Reflector,
    private readonly modules: ModuleRef,
    private readonly db: Database,
    private readonly viewerLoader: ViewerLoader,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<PolicyRequest>();
    const { guarded, loader } = this.routeOf(context);
    if (guarded.unless.length > 0 && request.isMultipart()) await readMultipartEarly(request);
    const action = actionOf(guarded, request);
    const path = loader ? pathIds(request.params as Record<string, string>) : {};
    request.access = await authorize(this.db, loader ?? this.viewerLoader, action, { claim: request.claim, path });
    return true;
  }

  /** What the decorators of a route say; read once for each route. */
  private routeOf(context: ExecutionContext): GuardedRoute {
    const [handler, controller] = [context.getHandler(), context.getClass()];
    const known = this.routes.get(handler);
    if (known?.controller === controller) return known;
    const guarded = this.reflector.get(Guarded, handler);
    if (!guarded) throw forbidden();
    const found = this.reflector.getAllAndOverride(AccessVia, [handler, controller]);
    const route = { controller, guarded, loader: found && this.modules.get(found, { strict: false }) };
    this.routes.set(handler, route);
    return route;
  }
}

/** The rule of a request: that of its route, or a stricter one that some of its parameters fall under. */
function actionOf({ action, unless }: GuardedRoute['guarded'], { query, body, claim }: PolicyRequest): Action {
  if (unless.length === 0) return action;
  const given = {
    query: (query ?? {}) as Record<string, unknown>,
    body: (body ?? {}) as Record<string, unknown>,
    claim,
  };
  return unless.find(({ when }) => when(given))?.rule ?? action;
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
