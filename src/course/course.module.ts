import { Module } from '@nestjs/common';

import { RosterRepository } from '../membership/roster.repository';
import { CourseAccessLoader } from './course-access.loader';
import { CourseDetailController } from './course-detail.controller';
import { CourseMembershipController } from './course-membership.controller';
import { CourseMembershipService } from './course-membership.service';
import { CourseController, CourseSuggestionController } from './course.controller';
import { CourseRepository } from './course.repository';
import { CourseService } from './course.service';
import { CourseWriter } from './course.writer';
import { OutlineRepository } from './outline.repository';
import { ProgressRepository } from './progress.repository';
import { UserCoursesController } from './user-courses.controller';

/** Courses and who belongs to them. */
@Module({
  controllers: [
    CourseController,
    CourseDetailController,
    CourseMembershipController,
    CourseSuggestionController,
    UserCoursesController,
  ],
  providers: [
    CourseAccessLoader,
    CourseMembershipService,
    CourseRepository,
    CourseService,
    CourseWriter,
    OutlineRepository,
    ProgressRepository,
    RosterRepository,
  ],
  exports: [CourseAccessLoader, OutlineRepository, ProgressRepository],
})
export class CourseModule {}
