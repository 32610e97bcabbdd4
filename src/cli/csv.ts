import { CommandError } from './command-error';

/** A field in quotes, in which two quotes mean one, or a bare one; and what ends it. */
const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;

/**
 * Reads comma-separated values (RFC 4180) whose first line names the columns, as objects; empty fields are left out.
 * Throws a `CommandError` that names the line where it is malformed.
 */
export function readCsv(text: string): Record<string, string>[] {
  const [header = [], ...records] = recordsIn(text.replace(/^\uFEFF/, ''));
  return records.map((record) =>
    Object.fromEntries(header.flatMap((name, at) => (record[at] ? [[name.trim(), record[at]]] : []))),
  );
}

function recordsIn(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  for (FIELD.lastIndex = 0; FIELD.lastIndex < text.length;) {
    const start = FIELD.lastIndex;
    const [, quoted, bare, end] = FIELD.exec(text) ?? fail(text, start);
    record.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    if (end === ',' && FIELD.lastIndex < text.length) continue;
    if (end === ',') record.push('');
    if (record.length > 1 || record[0] !== '') records.push(record);
    record = [];
  }
  return records;
}

function fail(text: string, at: number): never {
  throw new CommandError(`Line ${text.slice(0, at).split('\n').length}: a quote is missing or out of place.`);
}
