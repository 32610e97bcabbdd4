import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';

import { type Address, ApiPage, type Page, pageOf, RequestUrl } from '../http/page';
import { AccessVia, Can, Granted } from '../policy/can.decorator';
import { type UserAccess, UserAccessLoader } from '../user/user-access.loader';
import { statesOf } from './course-membership.service';
import { UserCoursesQuery } from './course-query.dto';
import { CourseWithMemberCountDto } from './course.dto';
import { presentCourseWithMemberCount } from './course.presenter';
import { CourseRepository } from './course.repository';

/** The courses of a person, as far as the viewer may see them. */
@ApiTags('User')
@ApiParam({ name: 'id', type: 'integer', description: 'Id of the user.' })
@Controller('api/v2/user/:id/courses')
@AccessVia(UserAccessLoader)
export class UserCoursesController {
  constructor(private readonly courses: CourseRepository) {}

  @Get()
  @Can('courses.list_of_user')
  @ApiOperation({ summary: 'Get User Courses' })
  @ApiPage(CourseWithMemberCountDto)
  async list(
    @Granted() { viewer, subject }: UserAccess,
    @Query() query: UserCoursesQuery,
    @RequestUrl() url: Address,
  ): Promise<Page<CourseWithMemberCountDto>> {
    const [rows, count, last] = await this.courses.ofUser(viewer.id, subject.id, statesOf(query.statuses), query);
    return pageOf(url, query, [rows.map((row) => presentCourseWithMemberCount(row, url.origin)), count, last]);
  }
}
