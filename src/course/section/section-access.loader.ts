import { Injectable } from '@nestjs/common';

import type { Sql } from '../../database/database';
import { type Access, AccessLoader, type Claim, type Found, type Lock, type PathIds } from '../../policy/access';
import { contextSql, contextValues, type CourseContextRow, positionInside } from '../content-access';

/** A section of a course, as the rules and commands know it. */
export interface SectionSubject {
  readonly id: number;
  readonly courseId: number;
}

export type SectionAccess = Access<SectionSubject>;

type Row = CourseContextRow & { readonly section_id: number | null };

/** The only way from the ids in an address to a section. The section of another course is found by nobody. */
@Injectable()
export class SectionAccessLoader extends AccessLoader<SectionSubject> {
  async find(sql: Sql, claim: Claim, path: PathIds, lock?: Lock): Promise<Found<SectionSubject>> {
    const { columns, from } = contextSql(lock);
    const [row] = await sql.query<Row>(
      `SELECT ${columns}, section.id AS section_id FROM ${from}
       LEFT JOIN course_section AS section ON section.id = $4 AND section.course_id = $3`,
      [...contextValues(claim, path), path['section_id']],
    );
    const { course_id: courseId, section_id: id } = row!;
    if (courseId === null || id === null) return { row: row!, position: null };
    return { row: row!, position: { ...positionInside(claim, row!), subject: { id, courseId } } };
  }
}
