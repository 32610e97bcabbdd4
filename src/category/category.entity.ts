import { Check, Column, Entity, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A subject matter under which courses are filed. */
@Entity('category')
@Unique('category_slug_once', ['slug'])
@Index('category_name_once', { synchronize: false }) // unique on lower(name)
@Check('category_auto_follow_check', `auto_follow IN ('none', 'default', 'forced')`)
@Check('category_stream_order_by_check', `stream_order_by IN ('recent', 'last_activity', 'relevance')`)
export class Category {
  @PrimaryGeneratedColumn('identity', { type: 'int', primaryKeyConstraintName: 'category_pk' })
  readonly id: number;

  @Column({ type: 'text' })
  readonly name: string;

  @Column({ type: 'text', name: 'name_synonyms', default: '' })
  readonly nameSynonyms: string;

  @Column({ type: 'text' })
  readonly slug: string;

  @Column({ type: 'text', default: '' })
  readonly slogan: string;

  @Column({ type: 'text', name: 'html_info', default: '' })
  readonly htmlInfo: string;

  @Column({ type: 'text', name: 'seo_title', default: '' })
  readonly seoTitle: string;

  @Column({ type: 'text', name: 'seo_description', default: '' })
  readonly seoDescription: string;

  @Column({ type: 'text', name: 'auto_follow', default: 'none' })
  readonly autoFollow: string;

  @Column({ type: 'text', name: 'stream_order_by', default: 'recent' })
  readonly streamOrderBy: string;

  @Column({ type: 'boolean', name: 'content_only_staff', default: false })
  readonly contentOnlyStaff: boolean;

  @Column({ type: 'boolean', default: true })
  readonly active: boolean;

  @Column({ type: 'int', default: 0 })
  readonly position: number;

  @Column({ type: 'timestamptz', name: 'changed_at', default: () => 'now()' })
  readonly changedAt: Date;
}
