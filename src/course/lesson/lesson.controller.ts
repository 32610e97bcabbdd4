import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Put } from '@nestjs/common';
import { ApiBadRequestResponse, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { ApiAnyBody } from '../../http/api-body';
import { notFound } from '../../http/domain-error';
import { ErrorsDto } from '../../http/error.dto';
import { RequestUrl } from '../../http/page';
import { type Access, signedIn } from '../../policy/access';
import { AccessVia, Can, Granted } from '../../policy/can.decorator';
import { ContentPath } from '../content-path.decorator';
import { quizReader } from '../quiz/quiz-reader';
import { type SectionAccess, SectionAccessLoader } from '../section/section-access.loader';
import { type LessonAccess, LessonAccessLoader } from './lesson-access.loader';
import { LessonProgress } from './lesson-progress.service';
import { LessonPatchDto, LessonWriteDto } from './lesson-write.dto';
import { LessonDto } from './lesson.dto';
import { presentLesson } from './lesson.presenter';
import { LessonRepository } from './lesson.repository';
import { LessonWriter } from './lesson.writer';

/** The lessons of a section. */
@ApiTags('Course')
@ContentPath('course_id', 'section_id')
@Controller('api/v2/course/:course_id/section/:section_id/lesson')
@AccessVia(LessonAccessLoader)
export class LessonController {
  constructor(
    private readonly lessons: LessonRepository,
    private readonly writer: LessonWriter,
    private readonly progress: LessonProgress,
  ) {}

  @Get()
  @Can('lesson.list')
  @AccessVia(SectionAccessLoader)
  @ApiOperation({ summary: 'Get Course Lessons' })
  async list(@Granted() access: SectionAccess, @RequestUrl() { origin }: URL): Promise<LessonDto[]> {
    const rows = await this.lessons.ofSection(access.subject.id, signedIn(access));
    return rows.map((row) => presentLesson(row, quizReader(access, origin)));
  }

  @Post()
  @Can('lesson.create')
  @AccessVia(SectionAccessLoader)
  @HttpCode(201)
  @ApiOperation({ summary: 'Create a Course Lesson' })
  @ApiAnyBody()
  async create(
    @Granted() access: SectionAccess,
    @Body() body: LessonWriteDto,
    @RequestUrl() { origin }: URL,
  ): Promise<LessonDto> {
    return this.show(await this.writer.create(access, body), access, origin);
  }

  @Get(':lesson_id')
  @Can('lesson.read')
  @ContentPath('lesson_id')
  @ApiOperation({ summary: 'Get Course Lesson' })
  read(@Granted() access: LessonAccess, @RequestUrl() { origin }: URL): Promise<LessonDto> {
    return this.show(access.subject.id, access, origin);
  }

  @Put(':lesson_id')
  @Can('lesson.update')
  @ContentPath('lesson_id')
  @ApiOperation({ summary: 'Update Course Lesson' })
  @ApiAnyBody()
  async update(
    @Granted() access: LessonAccess,
    @Body() body: LessonWriteDto,
    @RequestUrl() { origin }: URL,
  ): Promise<LessonDto> {
    await this.writer.update(access, body);
    return this.show(access.subject.id, access, origin);
  }

  @Patch(':lesson_id')
  @Can('lesson.update')
  @ContentPath('lesson_id')
  @ApiOperation({ summary: 'Patch Course Lesson' })
  @ApiAnyBody()
  async patch(
    @Granted() access: LessonAccess,
    @Body() body: LessonPatchDto,
    @RequestUrl() { origin }: URL,
  ): Promise<LessonDto> {
    await this.writer.update(access, body);
    return this.show(access.subject.id, access, origin);
  }

  @Delete(':lesson_id')
  @Can('lesson.delete')
  @ContentPath('lesson_id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a Course Lesson' })
  @ApiNoContentResponse()
  delete(@Granted() access: LessonAccess): Promise<void> {
    return this.writer.delete(access);
  }

  @Post(':lesson_id/complete')
  @Can('lesson.complete')
  @ContentPath('lesson_id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Mark Complete a Course Lesson' })
  @ApiNoContentResponse()
  @ApiBadRequestResponse({ type: ErrorsDto, description: 'A quiz is completed by passing it.' })
  complete(@Granted() access: LessonAccess): Promise<void> {
    return this.progress.complete(access);
  }

  @Post(':lesson_id/incomplete')
  @Can('lesson.complete')
  @ContentPath('lesson_id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Mark Incomplete a Course Lesson' })
  @ApiNoContentResponse()
  @ApiBadRequestResponse({ type: ErrorsDto, description: 'A quiz is completed by passing it.' })
  undo(@Granted() access: LessonAccess): Promise<void> {
    return this.progress.undo(access);
  }

  private async show(lessonId: number, access: Access, origin: string): Promise<LessonDto> {
    const row = await this.lessons.one(lessonId, signedIn(access));
    if (!row) throw notFound();
    return presentLesson(row, quizReader(access, origin));
  }
}
