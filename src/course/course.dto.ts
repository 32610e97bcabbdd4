import { CategoryDto } from '../category/category.dto';
import { Instant, Integer, Integers, OneOf, Uri } from '../http/answer';
import { UserMinimalDto } from '../user/user.dto';
import { COURSE_TYPES } from './course.entity';
import { COURSE_PRIVACIES } from './course.policy';
import { JOIN_STATUSES } from './join-status';
import { COMPLETION_STATUSES } from './lesson/completion-status';
import { LESSON_STATUSES, LESSON_TYPES } from './lesson/lesson.entity';

/** What every view of a course shows, whoever looks: lists, search, and the lock screen of a private course. */
export class CourseMinimalDto {
  @Integer()
  id: number;
  name: string;
  slug: string;
  @OneOf(COURSE_TYPES)
  type: string;
  /** The empty text is a draft. */
  @OneOf(COURSE_PRIVACIES)
  privacy: string;
  hide_member_count: boolean;
  meta_title: string;
  meta_description: string;
  og_title: string;
  og_description: string;
  og_image: string | null;
  @Uri()
  image_bigger: string;
  @Uri()
  image_big: string;
  @Uri()
  image_medium: string;
  @Uri()
  image_small: string;
  deleted: boolean;
  /** How the viewer stands towards the course; null for none and for anonymous visitors. */
  @OneOf([...JOIN_STATUSES, null], { nullable: true })
  join_status: string | null;
  /** Percent of the published lessons that the viewer completed; exactly 100 only when that is all of them. */
  @Integer()
  user_completion_rate: number;
  @Instant()
  created_at: string;
  created_by: UserMinimalDto;
  categories: CategoryDto[];
  /** Always empty: there are no payments here. */
  paywalls: object[];
}

/** A course for those who may read its description. */
export class CourseDto extends CourseMinimalDto {
  description: string;
  enforce_lessons_order: boolean;
  new_comment_notification_enabled: boolean;
  /** Ids of all sections in their order. */
  @Integers()
  sections_order: number[];
}

/** A course on the page of a person. */
export class CourseWithMemberCountDto extends CourseDto {
  /** How many are joined or managers; null where the course hides it from the viewer. */
  @Integer({ nullable: true })
  member_count: number | null;
}

/** A lesson in the outline of a course. */
export class LessonOutlineDto {
  @Integer()
  id: number;
  name: string;
  @OneOf(LESSON_TYPES)
  type: string;
  @OneOf(LESSON_STATUSES)
  status: string;
  comments_enabled: boolean;
  @OneOf(COMPLETION_STATUSES)
  completion_status: string;
  @Integer()
  course_id: number;
  @Integer()
  section_id: number;
}

/** A lesson in the outline that a student sees. */
export class UserLessonOutlineDto extends LessonOutlineDto {
  /** Whether the viewer could not open the lesson now. */
  locked: boolean;
}

class SectionHeadDto {
  @Integer()
  id: number;
  name: string;
  @Instant({ nullable: true })
  dripped_at: string | null;
  @Integer()
  drip_delay: number;
  @Integers()
  lessons_order: number[];
  @Integer()
  num_lessons: number;
}

/** A section in the outline that a manager edits. */
export class SectionOutlineDto extends SectionHeadDto {
  lessons: LessonOutlineDto[];
}

/** A section in the outline that a student sees. */
export class UserSectionOutlineDto extends SectionHeadDto {
  /** When the section opens for the viewer; null where nothing drips. */
  @Instant({ nullable: true })
  available_date: string | null;
  /** Whether that date has yet to come. */
  locked: boolean;
  @Integer()
  num_lessons_completed: number;
  lessons: UserLessonOutlineDto[];
}

/** A course with everything in it, drafts too, for those who edit it. */
export class CourseDetailDto extends CourseDto {
  sections: SectionOutlineDto[];
  @Integer()
  num_lessons: number;
  @Integer()
  num_sections: number;
}

/** A course with what is published in it, as a student sees it. */
export class CourseUserDetailDto extends CourseDto {
  sections: UserSectionOutlineDto[];
  @Integer()
  num_lessons: number;
  @Integer()
  num_sections: number;
  @Integer()
  num_lessons_completed: number;
}

/** A course in figures, for those who run it. */
export class CourseDashboardDto extends CourseMinimalDto {
  /** Mean completion of managers and joined, in whole percent. */
  @Integer()
  avg_completion_rate: number;
}

/** How the viewer stands towards a course. */
export class CourseStatusDto {
  @OneOf([...JOIN_STATUSES, null], { nullable: true })
  status: string | null;
}

/** One person in the dashboard of a course. */
export class CourseUserDashboardDto {
  @Integer()
  id: number;
  username: string;
  real_name: string;
  @Uri({ nullable: true })
  avatar: string | null;
  @OneOf([...JOIN_STATUSES, null], { nullable: true })
  join_status: string | null;
  @Integer()
  user_completion_rate: number;
  /** Time of the last completed lesson. */
  @Instant({ nullable: true })
  last_active_at: string | null;
  /** Null for those who are only invited or have only asked. */
  @Instant({ nullable: true })
  joined_at: string | null;
}

/** Whichever view of a course fits the viewer and what was asked for. */
export const COURSE_VIEWS = [CourseUserDetailDto, CourseMinimalDto, CourseDetailDto, CourseDashboardDto] as const;
