/** Which bytes of a file a request carries: the first one, the one after the last, and how many the whole file has. */
export interface ContentRange {
  readonly start: number;
  readonly end: number;
  readonly total: number;
}

const BYTES = /^\s*bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})\s*$/i;

/** Reads a `Content-Range: bytes first-last/total` header. Returns null for anything else, and for impossible bytes. */
export function readContentRange(header: string | undefined): ContentRange | null {
  const [start, last, total] = (BYTES.exec(header ?? '') ?? []).slice(1).map(Number);
  if (start === undefined || last === undefined || total === undefined) return null;
  return start <= last && last < total ? { start, end: last + 1, total } : null;
}
