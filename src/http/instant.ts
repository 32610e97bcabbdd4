/** A point in time on the wire: ISO 8601 in UTC. Takes a date or the text of one that PostgreSQL put into JSON. */
export const instant = (time: Date | string): string =>
  (typeof time === 'string' ? new Date(time) : time).toISOString();

/** Like `instant`, for times that may be missing. */
export const instantOrNull = (time: Date | string | null): string | null => (time === null ? null : instant(time));
