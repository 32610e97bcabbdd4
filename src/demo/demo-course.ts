import type { CourseType } from '../course/course.entity';
import type { CoursePrivacy } from '../course/course.policy';

/** What a quiz asks: an answer that ends with an asterisk is right, and so may several be. */
export interface DemoQuestion {
  readonly text: string;
  readonly answers: readonly string[];
}

/** What somebody said to the lesson of that name, and what others replied. */
export interface DemoComment {
  readonly lesson: string;
  readonly by: string;
  readonly text: string;
  readonly daysAgo: number;
  readonly replies?: readonly (readonly [by: string, text: string, daysAgo: number])[];
}

/** A heading that opens some time after joining (`delay`) or on a day (`opensIn`, from today), and its lessons. */
export interface DemoSection {
  readonly name: string;
  readonly delay?: number;
  readonly opensIn?: number;
  /** Name and text; a name that ends with an asterisk is a draft. One with questions is a quiz. */
  readonly lessons: readonly (readonly [name: string, text: string, questions?: readonly DemoQuestion[]])[];
}

/** How people stand, by username. Whoever is `declined` or `removed` was invited once and is not any more. */
export interface DemoRoster {
  readonly manager?: readonly string[];
  readonly member?: readonly string[];
  readonly requested?: readonly string[];
  readonly invited?: readonly string[];
  readonly declined?: readonly string[];
  readonly removed?: readonly string[];
  /** Those of the managers and members who came by an invitation. */
  readonly accepted?: readonly string[];
}

/** A course of the demo community. */
export interface DemoCourse extends DemoRoster {
  readonly name: string;
  readonly slug: string;
  readonly description: string;
  readonly type: CourseType;
  readonly privacy: CoursePrivacy;
  readonly creator: string;
  /** How many days ago it was made. */
  readonly age: number;
  readonly categories: readonly string[];
  readonly inOrder?: boolean;
  readonly hideMembers?: boolean;
  readonly sections?: readonly DemoSection[];
  readonly comments?: readonly DemoComment[];
  /** How many lessons, from the first on, each of them has completed. */
  readonly completed?: Readonly<Record<string, number>>;
}
