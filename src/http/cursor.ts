import { check, wire } from './wire-field';

/** Where a row stands in a list: the name of the order, and what the row has for each of its keys. */
export type Place = readonly [order: string, ...keys: unknown[]];

/** Where a walk through a list stands: behind a row, or before the first. */
export interface Cursor {
  readonly after: Place | null;
}

/** What clients send to begin a walk. From then on they follow `next`. */
const START = 'start';

/** A place as clients carry it; they do not look into it. */
export const writeCursor = (place: Place): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** The cursor that a text spells; the text itself when it spells none. */
function readCursor(text: unknown): unknown {
  if (text === START) return { after: null } satisfies Cursor;
  try {
    const place: unknown = JSON.parse(Buffer.from(String(text), 'base64url').toString());
    return isPlace(place) ? ({ after: place } satisfies Cursor) : text;
  } catch {
    return text;
  }
}

/** Whether the keys are those of the order is for the list to say. */
const isPlace = (value: unknown): value is Place =>
  Array.isArray(value) && value.length > 1 && typeof value[0] === 'string';

/** A parameter that walks a list row by row instead of by offset: `start`, or what `next` carries. */
export const CursorField = (): PropertyDecorator =>
  wire(
    {
      description:
        'Walks the whole list at the same cost everywhere: `start`, then follow `next`. Takes the place of offset.',
      example: undefined,
    },
    {
      schema: { type: 'string' },
      read: readCursor,
      checks: [
        check('invalid', 'Not a cursor. Begin with start and follow next.', (value) => typeof value !== 'string'),
      ],
    },
  );
