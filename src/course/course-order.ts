import type { Tx } from '../database/database';
import { invalidField } from '../http/domain-error';

/** A list whose order its owner decides. All of it is constant, never input. */
interface Order {
  readonly table: string;
  readonly parent: string;
  /** The field of a body that holds the ids. */
  readonly field: string;
}

const SECTIONS_ORDER = { table: 'course_section', parent: 'course_id', field: 'sections_order' } as const;
const LESSONS_ORDER = { table: 'course_lesson', parent: 'section_id', field: 'lessons_order' } as const;
const QUESTIONS_ORDER = { table: 'quiz_question', parent: 'lesson_id', field: 'questions_order' } as const;

/** Puts the sections of a course into a new order; see `reorder`. */
export const orderSections = (tx: Tx, courseId: number, ids: readonly number[] | undefined): Promise<void> =>
  reorder(tx, SECTIONS_ORDER, courseId, ids);

/** Puts the lessons of a section into a new order; see `reorder`. */
export const orderLessons = (tx: Tx, sectionId: number, ids: readonly number[] | undefined): Promise<void> =>
  reorder(tx, LESSONS_ORDER, sectionId, ids);

/** Puts the questions of a quiz into a new order and deletes those that are left out; see `reorder`. */
export async function orderQuestions(tx: Tx, lessonId: number, ids: readonly number[] | undefined): Promise<void> {
  if (!ids) return;
  await reorder(tx, QUESTIONS_ORDER, lessonId, ids);
  await tx.query(`DELETE FROM quiz_question WHERE lesson_id = $1 AND id <> ALL ($2::int[])`, [lessonId, ids]);
}

/**
 * Puts the children of one parent into the order of their ids. Children left out follow behind in the order that they
 * had; without ids nothing happens. An id that is no child of the parent is 400 `does_not_exist` on the field.
 */
async function reorder(tx: Tx, order: Order, parentId: number, ids: readonly number[] | undefined): Promise<void> {
  if (!ids) return;
  const { table, parent, field } = order;
  const [found] = await tx.query<{ own: number }>(
    `SELECT count(*)::int AS own FROM ${table} WHERE ${parent} = $1 AND id = ANY ($2::int[])`,
    [parentId, ids],
  );
  if (found!.own < ids.length) {
    throw invalidField(field, 'does_not_exist', 'An id in the list is not among the items to be ordered.');
  }
  await tx.query(reorderSql(order), [parentId, ids]);
}

const reorderSql = ({ table, parent }: Order): string => `
  UPDATE ${table} AS child SET position = place.position
  FROM (
    SELECT child.id, row_number() OVER (ORDER BY wanted.position NULLS LAST, child.position, child.id) AS position
    FROM ${table} AS child LEFT JOIN unnest($2::int[]) WITH ORDINALITY AS wanted (id, position) ON wanted.id = child.id
    WHERE child.${parent} = $1) AS place
  WHERE child.id = place.id AND child.position <> place.position`;
