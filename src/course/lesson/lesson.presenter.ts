import { instant } from '../../http/instant';
import { presentMedia } from '../../media/media.presenter';
import { presentUserMinimal } from '../../user/user.presenter';
import { presentAttempt, presentQuestion, type QuizReader } from '../quiz/question.presenter';
import { LessonDto } from './lesson.dto';
import type { LessonRow } from './lesson.repository';

/** A lesson in full, for somebody to whom it is open. */
export function presentLesson(lesson: LessonRow, reader: QuizReader): LessonDto {
  return {
    id: lesson.id,
    name: lesson.name,
    type: lesson.type,
    status: lesson.status,
    comments_enabled: lesson.comments_enabled,
    completion_status: lesson.completion_status,
    course_id: lesson.course_id,
    section_id: lesson.section_id,
    html: lesson.html,
    created_at: instant(lesson.created_at),
    created_by: presentUserMinimal(lesson.creator),
    medias: lesson.medias.map((media, place) => presentMedia(media, reader.origin, place)),
    passing_grade: lesson.passing_grade,
    questions: lesson.questions.map((question) => presentQuestion(question, reader)),
    last_attempt: lesson.last_attempt && presentAttempt(lesson.last_attempt, reader),
  };
}
