import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { parseArgs } from 'node:util';

import type { CategoryInput } from '../category/category-input.dto';
import { loadCategories, readCategory } from '../category/category.writer';
import { loadConfig } from '../config/config';
import { cameFrom } from '../http/fields';
import { CommandError } from './command-error';
import { readCsv } from './csv';
import { run } from './run';
import { withService } from './with-service';

const USAGE = `Usage: npm run category:load -- file.json | file.csv | --names "First,Second"
A JSON file holds a list of objects (or of names), a CSV file has the fields in its first line. Fields: name, slug,
slogan, name_synonyms, html_info, seo_title, seo_description, auto_follow, stream_order_by, content_only_staff, active, order.`;

run(async () => {
  const { values, positionals } = parseArgs({ options: { names: { type: 'string' } }, allowPositionals: true });
  const [file, ...more] = positionals;
  if ((values.names === undefined) === (file === undefined) || more.length > 0) throw new CommandError(USAGE);
  const inputs = file === undefined ? named((values.names ?? '').split(',')) : read(file);
  const { changed, created } = await withService(loadConfig(), (db) =>
    db.transaction((tx) => loadCategories(tx, inputs)),
  );
  console.log(`Categories: ${created} created, ${changed} changed, ${inputs.length - created - changed} as they were.`);
});

function named(names: readonly string[]): CategoryInput[] {
  return names.filter((name) => name.trim() !== '').map((name) => readCategory({ name }));
}

function read(file: string): CategoryInput[] {
  const text = textOf(file);
  if (extname(file).toLowerCase() === '.csv') return readCsv(text).map((row) => readCategory(cameFrom('form', row)));
  return listIn(text, file).map((item: unknown) =>
    readCategory(typeof item === 'object' && item !== null ? item : { name: item }),
  );
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandError(`Cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function listIn(text: string, file: string): unknown[] {
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list)) return list;
  } catch {
    throw new CommandError(`${file}: not JSON.`);
  }
  throw new CommandError(`${file}: expected a list.`);
}
