import { likeContains, searchPattern, searchSql } from '../database/like';
import type { Bind, Order, OrderKey } from '../database/order';
import { STAFF_ROLES } from '../policy/access';

/** What narrows a list of people. */
export interface UserFilter {
  /** Contained in the username or the real name. */
  readonly search?: string;
  readonly username?: string;
  readonly real_name?: string;
  readonly location?: string;
  readonly description?: string;
  readonly gender?: string;
  readonly age?: number;
  readonly is_staff?: boolean;
  /** Nobody has any of these, so asking for one finds nobody. */
  readonly tag?: number;
  readonly category?: number;
  readonly except?: readonly number[];
  /** Only people whom this person hides. */
  readonly hiddenBy?: number;
}

const TEXTS = ['username', 'real_name', 'location', 'description'] as const;
const NAMES: readonly string[] = ['username', 'real_name'];

/** The people who fit, in SQL: a FROM and WHERE over `app_user`. Values are handed to `bind`. Only the active are found. */
export function foundSql(filter: UserFilter, bind: Bind): string {
  const conditions = [`status = 'active'`, ...textConditions(filter, bind), ...otherConditions(filter, bind)];
  return `FROM app_user WHERE ${conditions.join(' AND ')}`;
}

function textConditions(filter: UserFilter, bind: Bind): string[] {
  const contains = (column: (typeof TEXTS)[number], text: string | undefined): string[] => {
    if (!text) return [];
    const pattern = bind(likeContains(text));
    const condition = `${column} ILIKE ${pattern}`;
    // What is in a name is in what is searched, too, and that has an index.
    return NAMES.includes(column) ? [condition, `searchable LIKE folded(${pattern}::text)`] : [condition];
  };
  return [
    ...(filter.search ? [searchSql('app_user', bind(searchPattern(filter.search)))] : []),
    ...TEXTS.flatMap((column) => contains(column, filter[column])),
  ];
}

function otherConditions({ gender, age, is_staff, tag, category, except, hiddenBy }: UserFilter, bind: Bind): string[] {
  const found: string[] = [];
  if (gender) found.push(`lower(gender) = lower(${bind(gender)})`);
  // The index holds those who said something.
  if (gender && gender.toLowerCase() !== 'unspecified') found.push(`lower(gender) <> 'unspecified'`);
  if (age !== undefined) {
    const bornAt = (years: number) => `(current_date - make_interval(years => ${bind(years)}::int))::date`;
    found.push(`date_of_birth <= ${bornAt(age)}`, `date_of_birth > ${bornAt(age + 1)}`);
  }
  if (is_staff === true) found.push(`role = ANY (${bind(STAFF_ROLES)})`);
  if (is_staff === false) found.push(`(role IS NULL OR role <> ALL (${bind(STAFF_ROLES)}))`);
  if (tag !== undefined || category !== undefined) found.push('false');
  if (except?.length) found.push(`id <> ALL (${bind(except)}::int[])`);
  if (hiddenBy !== undefined) {
    found.push(`EXISTS (SELECT FROM hidden_user WHERE user_id = ${bind(hiddenBy)} AND hidden_id = app_user.id)`);
  }
  return found;
}

/** How many people are active, out of the counter that triggers keep. */
export const ACTIVE_USERS = `(SELECT coalesce(sum(n), 0) FROM app_user_count WHERE status = 'active')`;

const ORDERS: ReadonlyMap<string, OrderKey> = new Map([
  ['username', ['lower(username)', 'text']],
  ['real_name', ['lower(real_name)', 'text']],
  ['date_joined', ['date_joined', 'time']],
]);

/** An order that never leaves two people in doubt; by username when `ordering` names no other. */
export function orderOf(ordering = 'username'): Order {
  const known = ORDERS.get(ordering.replace(/^-/, ''));
  const by = known ? ordering : 'username';
  return { name: by, keys: [known ?? ['lower(username)', 'text'], ['id', 'int']] };
}
