import { Logger } from '@nestjs/common';

import { addressOf } from '../http/log-lines';
import type { QueryWatch } from './query-watch';
import { currentRequest } from './request-context';

/** Logs statements that take `limit` milliseconds or more, with the route that sent them and without their values. */
export function slowQueryLog(limit: number): QueryWatch {
  const logger = new Logger('Database');
  return (statement, ms) => {
    if (ms < limit) return;
    const query = statement.replace(/\s+/g, ' ').trim();
    const request = currentRequest();
    if (request) {
      request.log.warn({ method: request.method, path: addressOf(request), ms: Math.round(ms), query }, 'slow query');
    } else logger.warn(`slow query, ${Math.round(ms)} ms: ${query}`);
  };
}
