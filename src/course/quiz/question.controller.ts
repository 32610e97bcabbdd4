import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { ApiAnyBody } from '../../http/api-body';
import { notFound } from '../../http/domain-error';
import { RequestUrl } from '../../http/page';
import { AccessVia, Can, Granted } from '../../policy/can.decorator';
import { ContentPath } from '../content-path.decorator';
import { type LessonAccess, QuestionAccessLoader, QuizAccessLoader } from '../lesson/lesson-access.loader';
import { QuestionPatchDto, QuestionWriteDto } from './question-write.dto';
import { QuestionDto } from './question.dto';
import { presentQuestion } from './question.presenter';
import { QuestionWriter } from './question.writer';
import { quizReader } from './quiz-reader';
import { QuizRepository } from './quiz.repository';

/** The questions of a quiz. */
@ApiTags('Course')
@ContentPath('course_id', 'section_id', 'lesson_id')
@Controller('api/v2/course/:course_id/section/:section_id/lesson/:lesson_id/question')
@AccessVia(QuestionAccessLoader)
export class QuestionController {
  constructor(
    private readonly quizzes: QuizRepository,
    private readonly writer: QuestionWriter,
  ) {}

  @Get()
  @Can('question.list')
  @AccessVia(QuizAccessLoader)
  @ApiOperation({ summary: 'Get Course Quiz Questions' })
  async list(@Granted() access: LessonAccess, @RequestUrl() { origin }: URL): Promise<QuestionDto[]> {
    const questions = await this.quizzes.questions(access.subject.id);
    return questions.map((question) => presentQuestion(question, quizReader(access, origin)));
  }

  @Post()
  @Can('question.create')
  @AccessVia(QuizAccessLoader)
  @HttpCode(201)
  @ApiOperation({ summary: 'Create a Course Quiz Question' })
  @ApiAnyBody()
  async create(
    @Granted() access: LessonAccess,
    @Body() body: QuestionWriteDto,
    @RequestUrl() { origin }: URL,
  ): Promise<QuestionDto> {
    return this.show(await this.writer.create(access, body), access, origin);
  }

  @Get(':question_id')
  @Can('question.read')
  @ContentPath('question_id')
  @ApiOperation({ summary: 'Get Course Quiz Question' })
  read(@Granted() access: LessonAccess, @RequestUrl() { origin }: URL): Promise<QuestionDto> {
    return this.show(access.subject.itemId, access, origin);
  }

  @Put(':question_id')
  @Can('question.update')
  @ContentPath('question_id')
  @ApiOperation({ summary: 'Update Course Quiz Question' })
  @ApiAnyBody()
  async update(
    @Granted() access: LessonAccess,
    @Body() body: QuestionWriteDto,
    @RequestUrl() { origin }: URL,
  ): Promise<QuestionDto> {
    await this.writer.update(access, body);
    return this.show(access.subject.itemId, access, origin);
  }

  @Patch(':question_id')
  @Can('question.update')
  @ContentPath('question_id')
  @ApiOperation({ summary: 'Patch Course Quiz Question' })
  @ApiAnyBody()
  async patch(
    @Granted() access: LessonAccess,
    @Body() body: QuestionPatchDto,
    @RequestUrl() { origin }: URL,
  ): Promise<QuestionDto> {
    await this.writer.update(access, body);
    return this.show(access.subject.itemId, access, origin);
  }

  @Delete(':question_id')
  @Can('question.delete')
  @ContentPath('question_id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a Course Quiz Question' })
  @ApiNoContentResponse()
  delete(@Granted() access: LessonAccess): Promise<void> {
    return this.writer.delete(access);
  }

  private async show(questionId: number, access: LessonAccess, origin: string): Promise<QuestionDto> {
    const question = await this.quizzes.question(questionId);
    if (!question) throw notFound();
    return presentQuestion(question, quizReader(access, origin));
  }
}
