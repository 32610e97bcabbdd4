/**
 * Puts the children of one parent into a new order: `$1` the parent, `$2` their ids in the order wanted. Children left
 * out follow behind in the order that they had. Both names are constants, never input.
 */
export const reorderSql = (table: 'course_section' | 'course_lesson', parent: 'course_id' | 'section_id'): string => `
  UPDATE ${table} AS child SET position = place.position
  FROM (
    SELECT child.id, row_number() OVER (ORDER BY wanted.position NULLS LAST, child.position, child.id) AS position
    FROM ${table} AS child LEFT JOIN unnest($2::int[]) WITH ORDINALITY AS wanted (id, position) ON wanted.id = child.id
    WHERE child.${parent} = $1) AS place
  WHERE child.id = place.id AND child.position <> place.position`;

/** How many of the ids `$2` are children of `$1`; fewer than were given means that one of them is foreign. */
export const ownChildrenSql = (table: 'course_section' | 'course_lesson', parent: 'course_id' | 'section_id'): string =>
  `SELECT count(*)::int AS own FROM ${table} WHERE ${parent} = $1 AND id = ANY ($2::int[])`;
