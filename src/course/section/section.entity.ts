import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';

import { Course } from '../course.entity';

/** A chapter of a course. */
@Entity('course_section')
@Index('course_section_in_order', ['courseId', 'position', 'id'])
@Check('course_section_drip_delay_check', 'drip_delay >= 0')
export class Section {
  @PrimaryGeneratedColumn('identity', { type: 'int', primaryKeyConstraintName: 'course_section_pk' })
  readonly id: number;

  @Column({ type: 'int', name: 'course_id' })
  readonly courseId: number;

  @ManyToOne(() => Course)
  @JoinColumn({ name: 'course_id', foreignKeyConstraintName: 'course_section_course_fk' })
  readonly course?: Relation<Course>;

  @Column({ type: 'text' })
  readonly name: string;

  /** When the section opens in a scheduled course; null opens it at once. */
  @Column({ type: 'timestamptz', name: 'dripped_at', nullable: true })
  readonly drippedAt: Date | null;

  /** Days of 24 hours after joining when the section opens in a structured course. */
  @Column({ type: 'int', name: 'drip_delay', default: 0 })
  readonly dripDelay: number;

  /** Place in the course; sections of the same place go by id. */
  @Column({ type: 'int' })
  readonly position: number;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  readonly createdAt: Date;
}
