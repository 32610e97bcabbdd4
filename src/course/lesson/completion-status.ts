/** How far somebody has come with a lesson. Only a quiz fails: while there are attempts and all of them failed. */
export const COMPLETION_STATUSES = ['uncompleted', 'completed', 'failed'] as const;
export type CompletionStatus = (typeof COMPLETION_STATUSES)[number];

/**
 * SQL of the lessons of a course with which a person has come somewhere: `lesson_id` and `status`, joined by lesson.
 * Both arguments are expressions, never input.
 */
export const completionsSql = (course: string, user: string): string => `(
  SELECT lesson_id, CASE WHEN bool_or(done) THEN 'completed' WHEN NOT bool_or(passed) THEN 'failed' END AS status
  FROM (
    SELECT lesson_id, true AS done, true AS passed FROM lesson_completion
    WHERE course_id = ${course} AND user_id = ${user}
    UNION ALL
    SELECT lesson_id, false, result = 'completed' FROM quiz_attempt
    WHERE course_id = ${course} AND user_id = ${user}) AS each
  GROUP BY lesson_id)`;

/** The same of one lesson, as one value. */
export const completionSql = (lesson: string, user: string): string => `CASE
  WHEN EXISTS (
    SELECT FROM lesson_completion AS done
    WHERE done.course_id = ${lesson}.course_id AND done.user_id = ${user} AND done.lesson_id = ${lesson}.id)
  THEN 'completed'
  WHEN (SELECT bool_and(result = 'failed') FROM quiz_attempt AS tried
        WHERE tried.user_id = ${user} AND tried.lesson_id = ${lesson}.id)
  THEN 'failed' ELSE 'uncompleted' END`;
