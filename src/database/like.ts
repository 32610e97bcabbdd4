/** A pattern for LIKE that matches texts containing `text` as it is: its own wildcards mean themselves. */
export const likeContains = (text: string): string => `%${escaped(text)}%`;

const escaped = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** A trigram needs three letters; shorter terms are looked for at the beginnings of words, where the index finds them. */
const SHORT = 2;

/** What `searchSql` takes as its parameter for a term. */
export const searchPattern = (term: string): string =>
  [...term].length <= SHORT ? `% ${escaped(term)}%` : likeContains(term);

/**
 * A condition on a row of a table with a column `searchable`: it contains the term, whatever the case and the accents,
 * or, where the term has no more than two letters, a word of it begins so. `table` is an alias, `parameter` a
 * placeholder that is bound to `searchPattern`.
 */
export const searchSql = (table: string, parameter: string): string =>
  `${table}.searchable LIKE folded(${parameter}::text)`;
