import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** One setting of the community, changed by administrators while the service runs. */
@Entity('dynamic_preference')
@Unique('dynamic_preference_once', ['section', 'name'])
export class DynamicPreference {
  @PrimaryGeneratedColumn('identity', { type: 'int', primaryKeyConstraintName: 'dynamic_preference_pk' })
  readonly id: number;

  @Column({ type: 'text' })
  readonly section: string;

  @Column({ type: 'text' })
  readonly name: string;

  /** A real JSON value: clients test `value` for truth, so the text "False" would mean yes. */
  @Column({ type: 'jsonb' })
  readonly value: unknown;
}
