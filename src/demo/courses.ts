import { CLOSED_COURSES } from './closed-courses';
import type { DemoCourse } from './demo-course';
import { OPEN_COURSES } from './open-courses';

/** Name by slug. */
export const CATEGORIES: Readonly<Record<string, string>> = {
  'arts-and-crafts': 'Arts and crafts',
  kitchen: 'Kitchen',
  languages: 'Languages',
  nature: 'Nature',
  music: 'Music',
  'our-association': 'Our association',
};

/** Ten courses: four open, three private, two secret and a draft. */
export const COURSES: readonly DemoCourse[] = [...OPEN_COURSES, ...CLOSED_COURSES];
