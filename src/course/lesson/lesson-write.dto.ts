import { Choice, Flag, IdList, Required, Text, Whole } from '../../http/wire';
import { LESSON_STATUSES, LESSON_TYPES, type LessonStatus, type LessonType } from './lesson.entity';

/** Body of PATCH: what is absent stays as it is. */
export class LessonPatchDto {
  @Text({ max: 255, example: 'Mixing colours' })
  name?: string;

  @Choice(LESSON_TYPES, { description: 'Cannot change once the lesson is made.', example: 'lesson' })
  type?: LessonType;

  @Choice(LESSON_STATUSES, { description: 'Students see published lessons only.' })
  status?: LessonStatus;

  @Flag({ description: 'Whether the lesson can be commented.' })
  comments_enabled?: boolean;

  @Text({ blank: true, max: 500_000, description: 'HTML; what is not safe to show to others is left out.' })
  text?: string;

  @IdList({ max: 100, description: 'Ids of media that the user uploaded, or that are attached already.' })
  medias?: number[];

  @Whole({ min: 0, max: 100, description: 'Percent of right answers from which on an attempt at a quiz passes.' })
  passing_grade?: number;

  @IdList({ description: 'Ids of questions in their new order; those left out are deleted.' })
  questions_order?: number[];
}

/** Body of POST and PUT. */
export class LessonWriteDto extends LessonPatchDto {
  @Required()
  declare name: string;

  @Required()
  declare type: LessonType;
}
