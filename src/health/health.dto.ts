import { OneOf } from '../http/answer';

/** What probes are told; `reason` only when the service is not ready. */
export class Health {
  @OneOf(['ok', 'unavailable'])
  status: 'ok' | 'unavailable';

  reason?: string;
}
