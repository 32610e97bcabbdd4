const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
const THREE_DIGITS = Array.from({ length: 1000 }, (_, number) => String(number).padStart(3, '0'));

/** A point in time on the wire: ISO 8601 in UTC. Takes a date or the text of one that PostgreSQL put into JSON. */
export const instant = (time: Date | string): string => written(typeof time === 'string' ? new Date(time) : time);

/** What `toISOString` writes, in half of its time: a page of events holds a hundred times. */
function written(time: Date): string {
  const year = time.getUTCFullYear();
  if (!(year >= 1000 && year <= 9999)) return time.toISOString();
  const day = `${year}-${TWO_DIGITS[time.getUTCMonth() + 1]}-${TWO_DIGITS[time.getUTCDate()]}`;
  const minute = `${TWO_DIGITS[time.getUTCHours()]}:${TWO_DIGITS[time.getUTCMinutes()]}`;
  return `${day}T${minute}:${TWO_DIGITS[time.getUTCSeconds()]}.${THREE_DIGITS[time.getUTCMilliseconds()]}Z`;
}

/** Like `instant`, for times that may be missing. */
export const instantOrNull = (time: Date | string | null): string | null => (time === null ? null : instant(time));
