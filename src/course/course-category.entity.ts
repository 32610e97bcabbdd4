import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';

import { Category } from '../category/category.entity';
import { Course } from './course.entity';

/** A course is filed under a category. */
@Entity('course_category')
@Index('course_category_by_category', ['categoryId'])
export class CourseCategory {
  @PrimaryColumn({ type: 'int', name: 'course_id', primaryKeyConstraintName: 'course_category_pk' })
  readonly courseId: number;

  @ManyToOne(() => Course)
  @JoinColumn({ name: 'course_id', foreignKeyConstraintName: 'course_category_course_fk' })
  readonly course?: Relation<Course>;

  @PrimaryColumn({ type: 'int', name: 'category_id', primaryKeyConstraintName: 'course_category_pk' })
  readonly categoryId: number;

  @ManyToOne(() => Category)
  @JoinColumn({ name: 'category_id', foreignKeyConstraintName: 'course_category_category_fk' })
  readonly category?: Relation<Category>;
}
