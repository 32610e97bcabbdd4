import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { ApiAnyBody } from '../../http/api-body';
import { notFound } from '../../http/domain-error';
import { ApiPage, type Page, pageOf, PageQuery, RequestUrl } from '../../http/page';
import { AccessVia, Can, Granted } from '../../policy/can.decorator';
import { ContentPath } from '../content-path.decorator';
import { type CourseAccess, CourseAccessLoader } from '../course-access.loader';
import { CommentAccessLoader, type LessonAccess, LessonAccessLoader } from '../lesson/lesson-access.loader';
import { CommentsQuery, CommentWriteDto } from './comment-write.dto';
import { CourseCommentDto, LessonCommentDto } from './comment.dto';
import { presentCourseComment, presentLessonComment } from './comment.presenter';
import { CommentRepository } from './comment.repository';
import { CommentWriter } from './comment.writer';

/** The comments on a lesson. */
@ApiTags('Course')
@ContentPath('course_id', 'section_id', 'lesson_id')
@Controller('api/v2/course/:course_id/section/:section_id/lesson/:lesson_id/comment')
@AccessVia(CommentAccessLoader)
export class CommentController {
  constructor(
    private readonly comments: CommentRepository,
    private readonly writer: CommentWriter,
  ) {}

  @Get()
  @Can('comment.list')
  @AccessVia(LessonAccessLoader)
  @ApiOperation({ summary: 'Get Course Lesson Comments' })
  @ApiPage(LessonCommentDto)
  async list(
    @Granted() { subject }: LessonAccess,
    @Query() query: CommentsQuery,
    @RequestUrl() url: URL,
  ): Promise<Page<LessonCommentDto>> {
    if (!subject.commentsEnabled) return pageOf(url, query, [[], 0]);
    const [rows, count] = await this.comments.ofLesson(subject.id, query, query);
    return pageOf(url, query, [rows.map((row) => presentLessonComment(row, url.origin)), count]);
  }

  @Post()
  @Can('comment.create')
  @AccessVia(LessonAccessLoader)
  @HttpCode(201)
  @ApiOperation({ summary: 'Create a Course Comment' })
  @ApiAnyBody()
  async create(
    @Granted() access: LessonAccess,
    @Body() body: CommentWriteDto,
    @RequestUrl() { origin }: URL,
  ): Promise<LessonCommentDto> {
    return this.show(await this.writer.create(access, body), origin);
  }

  @Get(':comment_id')
  @Can('comment.read')
  @ContentPath('comment_id')
  @ApiOperation({ summary: 'Get Course Comment' })
  read(@Granted() { subject }: LessonAccess, @RequestUrl() { origin }: URL): Promise<LessonCommentDto> {
    return this.show(subject.itemId, origin);
  }

  @Put(':comment_id')
  @Can('comment.update')
  @ContentPath('comment_id')
  @ApiOperation({ summary: 'Update Course Comment' })
  @ApiAnyBody()
  update(
    @Granted() access: LessonAccess,
    @Body() body: CommentWriteDto,
    @RequestUrl() { origin }: URL,
  ): Promise<LessonCommentDto> {
    return this.change(access, body, origin);
  }

  @Patch(':comment_id')
  @Can('comment.update')
  @ContentPath('comment_id')
  @ApiOperation({ summary: 'Patch Course Comment' })
  @ApiAnyBody()
  patch(
    @Granted() access: LessonAccess,
    @Body() body: CommentWriteDto,
    @RequestUrl() { origin }: URL,
  ): Promise<LessonCommentDto> {
    return this.change(access, body, origin);
  }

  @Delete(':comment_id')
  @Can('comment.delete')
  @ContentPath('comment_id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a Course Comment' })
  @ApiNoContentResponse()
  delete(@Granted() access: LessonAccess): Promise<void> {
    return this.writer.delete(access);
  }

  private async change(access: LessonAccess, body: CommentWriteDto, origin: string): Promise<LessonCommentDto> {
    await this.writer.update(access, body);
    return this.show(access.subject.itemId, origin);
  }

  private async show(commentId: number, origin: string): Promise<LessonCommentDto> {
    const row = await this.comments.one(commentId);
    if (!row) throw notFound();
    return presentLessonComment(row, origin);
  }
}

/** All comments of a course, for those who run it. */
@ApiTags('Course')
@ContentPath('course_id')
@Controller('api/v2/course/:course_id/comment')
@AccessVia(CourseAccessLoader)
export class CourseCommentController {
  constructor(private readonly comments: CommentRepository) {}

  @Get()
  @Can('comment.list_of_course')
  @ApiOperation({ summary: 'Get Course Comments' })
  @ApiPage(CourseCommentDto)
  async list(
    @Granted() { subject }: CourseAccess,
    @Query() query: PageQuery,
    @RequestUrl() url: URL,
  ): Promise<Page<CourseCommentDto>> {
    const [rows, count] = await this.comments.ofCourse(subject.id, query);
    return pageOf(url, query, [rows.map((row) => presentCourseComment(row, url.origin)), count]);
  }
}
