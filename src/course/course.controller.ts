import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';

import { ApiAnyBody } from '../http/api-body';
import { type Address, ApiPage, type Page, pageOf, RequestUrl, WalkQuery } from '../http/page';
import { MediaFiles } from '../media/media-files';
import { CommunityLoader } from '../policy/community.loader';
import type { Access } from '../policy/access';
import { AccessVia, Can, Granted } from '../policy/can.decorator';
import { statesOf } from './course-membership.service';
import { CourseSearchQuery, JoinedCoursesQuery } from './course-query.dto';
import { CourseWriteDto } from './course-write.dto';
import { CourseDto, CourseMinimalDto } from './course.dto';
import { presentCourse, presentCourseMinimal } from './course.presenter';
import { CourseRepository } from './course.repository';
import { CourseService } from './course.service';
import { CourseWriter } from './course.writer';
import { stateOf } from './join-status';

/** Courses at large. */
@ApiTags('Course')
@Controller('api/v2/course')
export class CourseController {
  constructor(
    private readonly courses: CourseRepository,
    private readonly service: CourseService,
    private readonly writer: CourseWriter,
    private readonly files: MediaFiles,
  ) {}

  @Get('search')
  @Can('courses.search')
  @ApiOperation({ summary: 'Search Courses' })
  @ApiPage(CourseMinimalDto)
  async search(
    @Granted() { viewer }: Access,
    @Query() query: CourseSearchQuery,
    @RequestUrl() url: Address,
  ): Promise<Page<CourseMinimalDto>> {
    const { search, categories, statuses, ordering } = query;
    const filter = { search, categories, states: statuses?.map(stateOf) };
    const [rows, count, last] = await this.courses.search(viewer.id, filter, query, ordering);
    return pageOf(url, query, [rows.map((row) => presentCourseMinimal(row, url.origin)), count, last]);
  }

  @Get()
  @Can('courses.list')
  @ApiOperation({ summary: 'Get Joined Courses' })
  @ApiPage(CourseDto)
  async list(
    @Granted() { viewer }: Access,
    @Query() query: JoinedCoursesQuery,
    @RequestUrl() url: Address,
  ): Promise<Page<CourseDto>> {
    const filter = { states: statesOf(query.statuses), createdBy: query.created_by };
    const [rows, count, last] = await this.courses.search(viewer.id, filter, query);
    return pageOf(url, query, [rows.map((row) => presentCourse(row, url.origin)), count, last]);
  }

  @Post()
  @Can('courses.create')
  @AccessVia(CommunityLoader)
  @HttpCode(201)
  @ApiOperation({ summary: 'Create a Course' })
  @ApiAnyBody()
  async create(
    @Granted() access: Access<null>,
    @Body() body: CourseWriteDto,
    @RequestUrl() url: Address,
  ): Promise<CourseDto> {
    const image = await this.files.saveUpload('course', body.image_original);
    const courseId = await this.writer.create(access, { body, image });
    return this.service.summary(courseId, access.viewer.id, url.origin);
  }
}

/** Courses that the viewer might like. */
@ApiTags('Suggestion')
@Controller('api/v2/suggestion/course')
export class CourseSuggestionController {
  constructor(private readonly courses: CourseRepository) {}

  @Get()
  @Can('courses.suggest')
  @ApiOperation({ summary: 'Get Course Suggestion' })
  @ApiPage(CourseDto)
  async suggest(
    @Granted() { viewer }: Access,
    @Query() query: WalkQuery,
    @RequestUrl() url: Address,
  ): Promise<Page<CourseDto>> {
    const [rows, count, last] = await this.courses.search(viewer.id, { strangers: true }, query);
    return pageOf(url, query, [rows.map((row) => presentCourse(row, url.origin)), count, last]);
  }
}
