import { applyDecorators } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';

const DESCRIPTIONS = {
  id: 'Id of the course.',
  course_id: 'Id of the course.',
  section_id: 'Id of a section of the course.',
  lesson_id: 'Id of a lesson of the section.',
  question_id: 'Id of a question of the quiz.',
  attempt_id: 'Id of an attempt at the quiz.',
  comment_id: 'Id of a comment on the lesson.',
} as const;

/** Describes the ids in the address of something inside a course. Each must belong to the one before it, else 404. */
export const ContentPath = (...names: readonly (keyof typeof DESCRIPTIONS)[]): ClassDecorator & MethodDecorator =>
  applyDecorators(...names.map((name) => ApiParam({ name, type: 'integer', description: DESCRIPTIONS[name] })));
