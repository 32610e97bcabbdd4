import type { Unless } from '../policy/can.decorator';
import type { Action } from '../policy/policies';

/**
 * Naming somebody else as `user`, in the query or the body, makes leaving a removal, which falls under `rule`; naming
 * oneself is leaving.
 */
export const somebodyElse = (rule: Action): Unless => ({
  when: ({ query, body, claim }) => {
    const named = query['user'] ?? body['user'] ?? claim.userId;
    return (typeof named !== 'number' && typeof named !== 'string') || Number(named) !== claim.userId;
  },
  rule,
});
