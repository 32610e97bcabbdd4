import { Choice, FileField, Flag, IdList, JsonField, Required, Text } from '../http/wire';
import { UploadedFile } from '../http/uploaded-file';
import { COURSE_TYPES, type CourseType } from './course.entity';
import { COURSE_PRIVACIES, type CoursePrivacy } from './course.policy';

/** Body of PATCH: what is absent stays as it is. */
export class CoursePatchDto {
  @Text({ max: 255, description: 'Unique among courses, whatever the case.', example: 'Watercolour for beginners' })
  name?: string;

  @Text({ max: 255, description: 'Unique; made from the name when absent.' })
  slug?: string;

  @Text({ blank: true, max: 10_000, description: 'What the course is about.' })
  description?: string;

  @Choice(COURSE_TYPES, { description: 'How the sections open.', example: 'self-paced' })
  type?: CourseType;

  @Choice(COURSE_PRIVACIES, { description: 'Empty is a draft; once published, a course is never a draft again.' })
  privacy?: CoursePrivacy;

  @Flag({ description: 'Whether a lesson opens only when all before it are completed.' })
  enforce_lessons_order?: boolean;

  @Flag({ description: 'Whether creator and managers hear of each comment.' })
  new_comment_notification_enabled?: boolean;

  @Flag({ description: 'Whether only creator and managers see who and how many belong to the course.' })
  hide_member_count?: boolean;

  @Text({ blank: true, max: 1000 })
  meta_title?: string;

  @Text({ blank: true, max: 1000 })
  meta_description?: string;

  @Text({ blank: true, max: 1000 })
  og_title?: string;

  @Text({ blank: true, max: 1000 })
  og_description?: string;

  @Text({ blank: true, max: 2000, nullable: true, description: 'Address of a picture for link previews.' })
  og_image?: string | null;

  @IdList({ description: 'Ids of sections in their new order; those left out follow in the order that they had.' })
  sections_order?: number[];

  @IdList({ description: 'Ids of the categories under which the course is filed.' })
  categories?: number[];

  @FileField({ description: 'A picture; cut to a square. Left out, the picture stays.' })
  image_original?: UploadedFile;

  @JsonField({ description: 'Read and ignored: there are no payments here.' })
  products?: unknown;
}

/** Body of POST and PUT. */
export class CourseWriteDto extends CoursePatchDto {
  @Required()
  declare name: string;

  @Required()
  declare type: CourseType;
}
