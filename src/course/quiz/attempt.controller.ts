import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { ApiAnyBody } from '../../http/api-body';
import { ApiPage, type Page, pageOf, RequestUrl } from '../../http/page';
import { AccessVia, Can, Granted } from '../../policy/can.decorator';
import { ContentPath } from '../content-path.decorator';
import { type CourseAccess, CourseAccessLoader } from '../course-access.loader';
import { statesOf } from '../course-membership.service';
import { QuizDashboardQuery } from '../course-query.dto';
import { AttemptAccessLoader, type LessonAccess, QuizAccessLoader } from '../lesson/lesson-access.loader';
import { AttemptService } from './attempt.service';
import { AttemptWriteDto } from './question-write.dto';
import { AttemptDto, QuizDashboardDto } from './question.dto';
import { presentAttempt, presentAttemptSummary } from './question.presenter';
import { quizReader } from './quiz-reader';
import { QuizRepository } from './quiz.repository';

/** Attempts at a quiz. */
@ApiTags('Course')
@ContentPath('course_id', 'section_id', 'lesson_id')
@Controller('api/v2/course/:course_id/section/:section_id/lesson/:lesson_id/attempt')
export class AttemptController {
  constructor(private readonly attempts: AttemptService) {}

  @Post()
  @Can('attempt.make')
  @AccessVia(QuizAccessLoader)
  @HttpCode(200)
  @ApiOperation({ summary: 'Make a Course Quiz Attempt' })
  @ApiAnyBody()
  @ApiOkResponse({ type: AttemptDto })
  async make(
    @Granted() access: LessonAccess,
    @Body() body: AttemptWriteDto,
    @RequestUrl() { origin }: URL,
  ): Promise<AttemptDto> {
    return presentAttempt(await this.attempts.make(access, body), quizReader(access, origin));
  }

  @Get(':attempt_id')
  @Can('attempt.read')
  @AccessVia(AttemptAccessLoader)
  @ContentPath('attempt_id')
  @ApiOperation({ summary: 'Get Course Quiz Attempt' })
  async read(@Granted() access: LessonAccess, @RequestUrl() { origin }: URL): Promise<AttemptDto> {
    return presentAttempt(await this.attempts.read(access), quizReader(access, origin));
  }
}

/** All attempts at the quizzes of a course, for those who run it. */
@ApiTags('Course')
@ContentPath('id')
@Controller('api/v2/course/:id/quiz')
@AccessVia(CourseAccessLoader)
export class QuizDashboardController {
  constructor(private readonly quizzes: QuizRepository) {}

  @Get()
  @Can('attempt.list')
  @ApiOperation({ summary: 'Get Course Dashboard Quiz' })
  @ApiPage(QuizDashboardDto)
  async list(
    @Granted() { subject }: CourseAccess,
    @Query() query: QuizDashboardQuery,
    @RequestUrl() url: URL,
  ): Promise<Page<QuizDashboardDto>> {
    const filter = { states: statesOf(query.statuses), search: query.search };
    const [rows, count] = await this.quizzes.attempts(subject.id, filter, query);
    return pageOf(url, query, [rows.map(presentAttemptSummary), count]);
  }
}
