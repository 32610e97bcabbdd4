import { Body, Controller, Delete, Get, HttpCode, Patch, Put, Query } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';

import { ApiAnyBody } from '../http/api-body';
import { type Address, RequestUrl } from '../http/page';
import { MediaFiles } from '../media/media-files';
import { AccessVia, Can, Granted, type Unless } from '../policy/can.decorator';
import { type CourseAccess, CourseAccessLoader } from './course-access.loader';
import { CourseViewQuery } from './course-query.dto';
import { CoursePatchDto, CourseWriteDto } from './course-write.dto';
import { COURSE_VIEWS, CourseDto, CourseStatusDto } from './course.dto';
import { CourseService, type CourseView } from './course.service';
import { CourseWriter } from './course.writer';
import { joinStatusOf } from './join-status';

/** The views of a course that only those who run it may ask for. */
const asManager: Unless = {
  when: ({ query }) => query['user'] !== undefined || query['view'] === 'edit' || query['view'] === 'dashboard',
  rule: 'course.read_as_manager',
};

/** One course. */
@ApiTags('Course')
@ApiParam({ name: 'id', type: 'integer', description: 'Id of the course.' })
@Controller('api/v2/course/:id')
@AccessVia(CourseAccessLoader)
export class CourseDetailController {
  constructor(
    private readonly service: CourseService,
    private readonly writer: CourseWriter,
    private readonly files: MediaFiles,
  ) {}

  @Get()
  @Can('course.read', asManager)
  @ApiOperation({ summary: 'Get Course Info' })
  @ApiExtraModels(...COURSE_VIEWS)
  @ApiOkResponse({ schema: { anyOf: COURSE_VIEWS.map((view) => ({ $ref: getSchemaPath(view) })) } })
  read(
    @Granted() access: CourseAccess,
    @Query() query: CourseViewQuery,
    @RequestUrl() url: Address,
  ): Promise<CourseView> {
    return this.service.view(access, query, url.origin);
  }

  @Put()
  @Can('course.update')
  @ApiOperation({ summary: 'Update a Course' })
  @ApiAnyBody()
  update(
    @Granted() access: CourseAccess,
    @Body() body: CourseWriteDto,
    @RequestUrl() url: Address,
  ): Promise<CourseDto> {
    return this.change(access, body, url);
  }

  @Patch()
  @Can('course.update')
  @ApiOperation({ summary: 'Patch a Course' })
  @ApiAnyBody()
  patch(@Granted() access: CourseAccess, @Body() body: CoursePatchDto, @RequestUrl() url: Address): Promise<CourseDto> {
    return this.change(access, body, url);
  }

  @Delete()
  @Can('course.delete')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a Course' })
  @ApiNoContentResponse()
  delete(@Granted() access: CourseAccess): Promise<void> {
    return this.writer.delete(access);
  }

  @Get('status')
  @Can('course.read_status')
  @ApiOperation({ summary: 'Get Course Status' })
  status(@Granted() { subject }: CourseAccess): CourseStatusDto {
    return { status: joinStatusOf(subject.state) };
  }

  private async change(access: CourseAccess, body: CoursePatchDto, url: Address): Promise<CourseDto> {
    const image = await this.files.saveUpload('course', body.image_original);
    await this.writer.update(access, { body, image });
    return this.service.summary(access.subject.id, access.viewer.id, url.origin);
  }
}
