import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';

import { UnreadableBody } from './body';
import type { BodyLimits } from './http-config';
import { readMultipart } from './multipart';

/**
 * Global. Runs after the guards and before the pipes: a body that could not be read is refused here, so that 401, 404
 * and 403 come first; and uploads are read here, so that nobody without permission makes us hold their files.
 */
@Injectable()
export class BodyInterceptor implements NestInterceptor {
  constructor(private readonly limits: BodyLimits) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (request.body instanceof UnreadableBody) throw request.body.reason;
    if (request.isMultipart()) request.body = await readMultipart(request, this.limits);
    return next.handle();
  }
}
