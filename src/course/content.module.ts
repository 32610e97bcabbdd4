import { Module } from '@nestjs/common';

import { Attachments } from './attachments';
import { CommentController, CourseCommentController } from './comment/comment.controller';
import { CommentRepository } from './comment/comment.repository';
import { CommentWriter } from './comment/comment.writer';
import { CourseModule } from './course.module';
import {
  AttemptAccessLoader,
  CommentAccessLoader,
  LessonAccessLoader,
  QuestionAccessLoader,
  QuizAccessLoader,
} from './lesson/lesson-access.loader';
import { LessonProgress } from './lesson/lesson-progress.service';
import { LessonController } from './lesson/lesson.controller';
import { LessonRepository } from './lesson/lesson.repository';
import { LessonWriter } from './lesson/lesson.writer';
import { AttemptController, QuizDashboardController } from './quiz/attempt.controller';
import { AttemptService } from './quiz/attempt.service';
import { QuestionController } from './quiz/question.controller';
import { QuestionWriter } from './quiz/question.writer';
import { QuizRepository } from './quiz/quiz.repository';
import { SectionAccessLoader } from './section/section-access.loader';
import { SectionController } from './section/section.controller';
import { SectionRepository } from './section/section.repository';
import { SectionWriter } from './section/section.writer';

/** What is taught in courses: sections, lessons, quizzes and comments. */
@Module({
  imports: [CourseModule],
  controllers: [
    SectionController,
    LessonController,
    QuestionController,
    AttemptController,
    QuizDashboardController,
    CommentController,
    CourseCommentController,
  ],
  providers: [
    Attachments,
    AttemptAccessLoader,
    AttemptService,
    CommentAccessLoader,
    CommentRepository,
    CommentWriter,
    LessonAccessLoader,
    LessonProgress,
    LessonRepository,
    LessonWriter,
    QuestionAccessLoader,
    QuestionWriter,
    QuizAccessLoader,
    QuizRepository,
    SectionAccessLoader,
    SectionRepository,
    SectionWriter,
  ],
})
export class ContentModule {}
