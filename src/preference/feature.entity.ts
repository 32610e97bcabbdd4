import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A part of the community that clients can switch on and off. */
@Entity('feature')
@Unique('feature_once', ['name'])
export class Feature {
  @PrimaryGeneratedColumn('identity', { type: 'int', primaryKeyConstraintName: 'feature_pk' })
  readonly id: number;

  @Column({ type: 'text' })
  readonly name: string;

  @Column({ type: 'boolean' })
  readonly enabled: boolean;
}
