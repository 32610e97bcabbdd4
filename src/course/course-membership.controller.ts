import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';

import { ApiAnyBody } from '../http/api-body';
import { type Address, ApiPage, type Page, pageOf, RequestUrl, WalkQuery } from '../http/page';
import { somebodyElse } from '../membership/somebody-else';
import { RolesDto, UsersDto } from '../membership/users.dto';
import { AccessVia, Can, Granted } from '../policy/can.decorator';
import { escalate } from '../policy/authorize';
import { UserDto, UserMinimalDto, UserTrimmedDto } from '../user/user.dto';
import { presentUser, presentUserMinimal, presentUserTrimmed } from '../user/user.presenter';
import { type CourseAccess, CourseAccessLoader } from './course-access.loader';
import { CourseMembershipService, statesOf } from './course-membership.service';
import { CourseUsersQuery, JoinedUsersQuery, LeaveDto, LeaveQuery, PeopleQuery } from './course-query.dto';
import { CourseUserDashboardDto, CourseUserDetailDto } from './course.dto';
import { presentCourseUser } from './course-user.presenter';
import { CourseService } from './course.service';
import { ProgressRepository } from './progress.repository';

/** Who belongs to a course. */
@ApiTags('Course')
@ApiParam({ name: 'id', type: 'integer', description: 'Id of the course.' })
@Controller('api/v2/course/:id')
@AccessVia(CourseAccessLoader)
export class CourseMembershipController {
  constructor(
    private readonly memberships: CourseMembershipService,
    private readonly courses: CourseService,
    private readonly progress: ProgressRepository,
  ) {}

  @Post('join')
  @Can('course.join')
  @HttpCode(200)
  @ApiOperation({ summary: 'Join Or Accept Invite' })
  @ApiOkResponse({ type: CourseUserDetailDto })
  async join(@Granted() course: CourseAccess, @RequestUrl() url: Address): Promise<CourseUserDetailDto> {
    const { requested } = await this.memberships.join(course);
    return this.courses.afterJoin(course, requested, url.origin);
  }

  @Delete('join')
  @Can('course.leave', somebodyElse('course.expel'))
  @HttpCode(204)
  @ApiOperation({ summary: 'Leave a Course Or Remove a User' })
  @ApiAnyBody()
  @ApiNoContentResponse()
  async leave(@Granted() course: CourseAccess, @Query() query: LeaveQuery, @Body() body: LeaveDto): Promise<void> {
    const userId = query.user ?? body.user ?? course.viewer.id;
    if (userId === course.viewer.id) return this.memberships.leave(course);
    return this.memberships.expel(escalate(course, 'course.expel'), userId!);
  }

  @Get('join')
  @Can('course.list_members')
  @ApiOperation({ summary: 'Get Course Joined Users' })
  @ApiPage(UserMinimalDto)
  async listMembers(
    @Granted() course: CourseAccess,
    @Query() query: JoinedUsersQuery,
    @RequestUrl() url: Address,
  ): Promise<Page<UserMinimalDto>> {
    const [rows, count, last] = await this.memberships.members(course, query.statuses, query);
    return pageOf(url, query, [rows.map(({ user }) => presentUserMinimal(user)), count, last]);
  }

  @Post('invite')
  @Can('course.invite')
  @HttpCode(204)
  @ApiOperation({ summary: 'Invite Users Or Accept Users' })
  @ApiAnyBody()
  @ApiNoContentResponse()
  async invite(@Granted() course: CourseAccess, @Body() { users }: UsersDto): Promise<void> {
    await this.memberships.invite(course, users);
  }

  @Get('invite')
  @Can('course.list_invited')
  @ApiOperation({ summary: 'Get Course Invited Users' })
  @ApiPage(UserTrimmedDto)
  async listInvited(
    @Granted() course: CourseAccess,
    @Query() query: WalkQuery,
    @RequestUrl() url: Address,
  ): Promise<Page<UserTrimmedDto>> {
    const [rows, count, last] = await this.memberships.inState(course, 'invited', undefined, query);
    return pageOf(url, query, [rows.map(({ user }) => presentUserTrimmed(user)), count, last]);
  }

  @Delete('invite')
  @Can('course.uninvite')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove Invitation To Course' })
  @ApiAnyBody()
  @ApiNoContentResponse()
  async uninvite(@Granted() course: CourseAccess, @Body() { users }: UsersDto): Promise<void> {
    await this.memberships.uninvite(course, users);
  }

  @Get('request_join')
  @Can('course.list_requests')
  @ApiOperation({ summary: 'Get Course Users To Approve' })
  @ApiPage(UserDto)
  async listRequests(
    @Granted() course: CourseAccess,
    @Query() query: PeopleQuery,
    @RequestUrl() url: Address,
  ): Promise<Page<UserDto>> {
    const [rows, count, last] = await this.memberships.inState(course, 'requested', query.search, query);
    return pageOf(url, query, [rows.map(({ user }) => presentUser(user)), count, last]);
  }

  @Post('role')
  @Can('course.change_roles')
  @HttpCode(204)
  @ApiOperation({ summary: 'Change User Role Course' })
  @ApiAnyBody()
  @ApiNoContentResponse()
  async changeRoles(@Granted() course: CourseAccess, @Body() roles: RolesDto): Promise<void> {
    await this.memberships.changeRoles(course, roles);
  }

  @Get('user')
  @Can('course.suggest_users')
  @ApiOperation({ summary: 'Specific Course Suggested Users' })
  @ApiPage(UserTrimmedDto)
  async suggestUsers(
    @Granted() course: CourseAccess,
    @Query() query: PeopleQuery,
    @RequestUrl() url: Address,
  ): Promise<Page<UserTrimmedDto>> {
    const [users, count, last] = await this.memberships.suggestions(course, query.search, query);
    return pageOf(url, query, [users.map(presentUserTrimmed), count, last]);
  }

  @Get('users')
  @Can('course.list_users')
  @ApiOperation({ summary: 'Get Course Dashboard Users' })
  @ApiPage(CourseUserDashboardDto)
  async listUsers(
    @Granted() { subject }: CourseAccess,
    @Query() query: CourseUsersQuery,
    @RequestUrl() url: Address,
  ): Promise<Page<CourseUserDashboardDto>> {
    const filter = { states: statesOf(query.statuses), search: query.search, ordering: query.ordering };
    const [rows, count] = await this.progress.page(subject.id, filter, query);
    return pageOf(url, query, [rows.map(presentCourseUser), count]);
  }
}
