import type { MembershipKind } from '../membership/membership.kind';
import { pick } from './people.sql';
import { personOf } from './subjects.sql';

const CHANCE = `${pick('number::bigint * 8388608 + i', 1)} % 100`;

const STATE = `CASE
  WHEN i = 0 THEN 'creator' WHEN i <= 2 AND size > 10 AND invited < 100 THEN 'manager'
  WHEN ${CHANCE} < invited THEN 'invited' WHEN ${CHANCE} < invited + requested THEN 'requested'
  ELSE 'member' END`;

const ATTENDANCE = `CASE WHEN state IN ('creator', 'manager', 'member')
  THEN (ARRAY['going', 'going', 'not_going', 'undecided'])[1 + ${pick('i', 3)} % 4] ELSE 'undecided' END::attendance`;

/**
 * Puts people into courses or events: for each of the subjects numbered `$1` with sizes `$2`, percentages of invited `$3`
 * and of requested `$4`, the people `$5` to before `$6` of it. `$7` the id of the subject number 1, `$8` people, the
 * first with the id `$9`. Whoever is invited is so by the creator. The triggers count, as for everybody who writes.
 */
export function crowdsSql({ name, table, invitations, subject }: MembershipKind): string {
  const [column, attendance] = name === 'event' ? [', attendance', `, ${ATTENDANCE}`] : ['', ''];
  return `
    WITH crowd AS (
      SELECT $7::int + number - 1 AS subject_id, $9::int + ${personOf('number', 'i', '$8')} AS user_id,
        $9::int + ${personOf('number', '0', '$8')} AS creator_id, ${STATE} AS state, number, i
      FROM unnest($1::int[], $2::int[], $3::int[], $4::int[]) AS each (number, size, invited, requested)
      CROSS JOIN LATERAL generate_series($5::int, least($6::int, size) - 1) AS i),
    trail AS (
      INSERT INTO ${invitations} (${subject}, user_id, invited_by)
      SELECT subject_id, user_id, creator_id FROM crowd WHERE state = 'invited')
    INSERT INTO ${table} (${subject}, user_id, state, since${column})
    SELECT subject_id, user_id, state::membership_state,
      now() - make_interval(secs => ${pick('number::bigint * 8388608 + i', 2)} % 31536000)${attendance}
    FROM crowd ORDER BY subject_id, user_id`;
}
