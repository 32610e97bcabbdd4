import type { Tx } from '../database/database';
import { mapConstraint } from '../http/constraints';
import { invalidField } from '../http/domain-error';
import { ValidationPipe } from '../http/validation.pipe';
import { slugOf } from '../slug';
import { CategoryInput } from './category-input.dto';

mapConstraint('category_slug_once', {
  field: 'slug',
  code: 'unique',
  message: 'Another category has this slug.',
});

/** What a new category is where nothing is written down about it. */
const DEFAULTS = {
  name_synonyms: '',
  slogan: '',
  html_info: '',
  seo_title: '',
  seo_description: '',
  auto_follow: 'none',
  stream_order_by: 'recent',
  content_only_staff: false,
  active: true,
  position: 0,
} as const;

const COLUMNS = ['slug', ...Object.keys(DEFAULTS)];

const ROWS = `jsonb_to_recordset($1) AS wanted (name text, slug text, name_synonyms text, slogan text, html_info text,
  seo_title text, seo_description text, auto_follow text, stream_order_by text, content_only_staff boolean,
  active boolean, position int)`;

/** How many categories were changed and created; those that were as told already are in neither number. */
export interface Loaded {
  readonly changed: number;
  readonly created: number;
}

/** Reads a category that an operator wrote down. Throws complaints about its fields, as for the body of a request. */
export function readCategory(written: object): CategoryInput {
  return new ValidationPipe().transform(written, { type: 'body', metatype: CategoryInput }) as CategoryInput;
}

/**
 * Brings the categories up to what is written down: those whose name is known, in any case, are changed, the others
 * created. Doing it twice changes nothing the second time. Throws when a name is there twice or a slug is taken.
 */
export async function loadCategories(tx: Tx, inputs: readonly CategoryInput[]): Promise<Loaded> {
  // Nobody else may come in between with the same names and slugs; readers are not kept waiting.
  await tx.query(`LOCK TABLE category IN SHARE ROW EXCLUSIVE MODE`);
  const rows = inputs.map(({ order, ...input }) => ({ ...input, position: order }));
  const repeated = rows.find(({ name }, at) => at !== rows.findIndex((row) => isSame(row.name, name)));
  if (repeated) throw invalidField('name', 'unique', `${repeated.name} is there twice.`);
  const known = await tx.query<{ name: string; slug: string }>(`SELECT name, slug FROM category`);
  const fresh = rows.filter(({ name }) => !known.some((category) => isSame(category.name, name)));
  const changed = await change(tx, rows);
  return { changed, created: await create(tx, withSlugs(fresh, known)) };
}

type Row = Omit<CategoryInput, 'order'> & { readonly position?: number };

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

async function change(tx: Tx, rows: readonly Row[]): Promise<number> {
  const set = COLUMNS.map((column) => `${column} = coalesce(wanted.${column}, category.${column})`);
  const differs = COLUMNS.map((column) => `coalesce(wanted.${column} <> category.${column}, false)`);
  const changed = await tx.query(
    `UPDATE category SET changed_at = now(), ${set.join(', ')} FROM ${ROWS}
     WHERE lower(category.name) = lower(wanted.name) AND (${differs.join(' OR ')}) RETURNING category.id`,
    [JSON.stringify(rows)],
  );
  return changed.length;
}

async function create(tx: Tx, rows: readonly Row[]): Promise<number> {
  const columns = ['name', ...COLUMNS].join(', ');
  const created = await tx.query(`INSERT INTO category (${columns}) SELECT ${columns} FROM ${ROWS} RETURNING id`, [
    JSON.stringify(rows.map((row) => ({ ...DEFAULTS, ...given(row) }))),
  ]);
  return created.length;
}

const given = (row: Row): object => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));

/** Names that differ may look alike in an address; the later one gets a number. */
function withSlugs(rows: readonly Row[], known: readonly { readonly slug: string }[]): Row[] {
  const taken = new Set([...known.map(({ slug }) => slug), ...rows.flatMap(({ slug }) => slug ?? [])]);
  return rows.map((row) => {
    if (row.slug !== undefined) return row;
    const plain = slugOf(row.name, 'category');
    let slug = plain;
    for (let number = 2; taken.has(slug); number++) slug = `${plain}-${number}`;
    taken.add(slug);
    return { ...row, slug };
  });
}
