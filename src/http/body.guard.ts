import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { UnreadableBody } from './body';
import { readMultipart } from './multipart';

/**
 * Global, and the last of the guards: a body that could not be read is refused here, so that 401, 404 and 403 come
 * first; and uploads are read here, so that nobody without permission makes us hold their files. It is no interceptor,
 * because a single one sends every answer through an observable.
 */
export class BodyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (request.body instanceof UnreadableBody) throw request.body.reason;
    return request.isMultipart() && request.body === undefined ? this.readUpload(request) : true;
  }

  private async readUpload(request: FastifyRequest): Promise<boolean> {
    request.body = await readMultipart(request, request.server.bodyLimits);
    return true;
  }
}
