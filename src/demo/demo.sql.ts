/**
 * Everything below binds `$1`, a JSON list of rows, and writes all of them with one statement. Rows name people by
 * username and courses and events by slug.
 */
const rows = (columns: string): string => `jsonb_to_recordset($1::jsonb) AS row (${columns})`;

const ago = (days: string): string => `now() - ${days} * interval '1 day'`;

/** The day that is so many from today, in UTC. */
const day = (days: string): string => `date_trunc('day', now(), 'UTC') + ${days} * interval '1 day'`;

export const PEOPLE_SQL = `
  INSERT INTO app_user (username, email, real_name, location, bio, role, date_joined)
  SELECT username, email, "realName", location, coalesce(bio, ''), role, ${ago('(400 - position)')}
  FROM ${rows('position int, username text, email text, "realName" text, location text, bio text, role text')}
  ORDER BY position`;

export const FOLLOWS_SQL = `
  INSERT INTO user_follow (follower_id, followed_id)
  SELECT follower.id, followed.id
  FROM jsonb_array_elements($1::jsonb) AS pair
  JOIN app_user AS follower ON follower.username = pair->>0
  JOIN app_user AS followed ON followed.username = pair->>1`;

/** A category that exists already stays as it is. */
export const CATEGORIES_SQL = `
  INSERT INTO category (slug, name, position)
  SELECT slug, name, position FROM ${rows('slug text, name text, position int')} ORDER BY position
  ON CONFLICT DO NOTHING`;

export const COURSES_SQL = `
  WITH made AS (
    INSERT INTO course (name, slug, description, type, privacy, enforce_lessons_order, hide_member_count, created_at,
      created_by_id)
    SELECT row.name, slug, row.description, type, privacy, coalesce("inOrder", false), coalesce("hideMembers", false),
      ${ago('age')}, creator.id
    FROM ${rows(
      `name text, slug text, description text, type text, privacy text, "inOrder" boolean, "hideMembers" boolean,
       age int, creator text`,
    )}
    JOIN app_user AS creator ON creator.username = row.creator
    ORDER BY age DESC
    RETURNING id, slug)
  INSERT INTO course_category (course_id, category_id)
  SELECT made.id, category.id
  FROM made
  JOIN ${rows('slug text, categories jsonb')} USING (slug)
  CROSS JOIN jsonb_array_elements_text(categories) AS filed (slug)
  JOIN category ON category.slug = filed.slug`;

export const SECTIONS_SQL = `
  INSERT INTO course_section (course_id, name, position, drip_delay, dripped_at, created_at)
  SELECT course.id, row.name, position, coalesce(delay, 0), ${day('"opensIn"')}, course.created_at
  FROM ${rows('course text, name text, position int, delay int, "opensIn" int')}
  JOIN course ON course.slug = row.course
  ORDER BY course.id, position`;

export const LESSONS_SQL = `
  INSERT INTO course_lesson (course_id, section_id, name, html, type, status, position, created_at, created_by_id)
  SELECT course.id, section.id, row.name, html, row.type, status, row.position, course.created_at, course.created_by_id
  FROM ${rows('course text, section int, name text, html text, type text, status text, position int')}
  JOIN course ON course.slug = row.course
  JOIN course_section AS section ON section.course_id = course.id AND section.position = row.section
  ORDER BY course.id, row.section, row.position`;

/** Questions and their answers; no two questions have the same text. */
export const QUESTIONS_SQL = `
  WITH made AS (
    INSERT INTO quiz_question (lesson_id, type, text, position)
    SELECT lesson.id, row.type, row.text, row.position
    FROM ${rows('course text, lesson text, type text, text text, position int')}
    JOIN course ON course.slug = row.course
    JOIN course_lesson AS lesson ON lesson.course_id = course.id AND lesson.name = row.lesson
    ORDER BY lesson.id, row.position
    RETURNING id, text)
  INSERT INTO quiz_answer (question_id, text, correct, position)
  SELECT made.id, rtrim(answer, '*'), answer LIKE '%*', place
  FROM made
  JOIN ${rows('text text, answers jsonb')} USING (text)
  CROSS JOIN jsonb_array_elements_text(answers) WITH ORDINALITY AS one (answer, place)
  ORDER BY made.id, place`;

/** Comments and the replies to them; no two comments have the same text. */
export const COMMENTS_SQL = `
  WITH opened AS (
    INSERT INTO lesson_comment (lesson_id, course_id, html, created_at, created_by_id)
    SELECT lesson.id, course.id, row.text, ${ago('row."daysAgo"')}, author.id
    FROM ${rows('course text, lesson text, by text, text text, "daysAgo" int')}
    JOIN course ON course.slug = row.course
    JOIN course_lesson AS lesson ON lesson.course_id = course.id AND lesson.name = row.lesson
    JOIN app_user AS author ON author.username = row.by
    ORDER BY row."daysAgo" DESC
    RETURNING id, lesson_id, course_id, html)
  INSERT INTO lesson_comment (lesson_id, course_id, parent_id, html, created_at, created_by_id)
  SELECT lesson_id, course_id, opened.id, reply->>1, ${ago(`(reply->>2)::int`)} + place * interval '1 hour', author.id
  FROM ${rows('text text, replies jsonb')}
  JOIN opened ON opened.html = row.text
  CROSS JOIN jsonb_array_elements(replies) WITH ORDINALITY AS one (reply, place)
  JOIN app_user AS author ON author.username = reply->>0
  ORDER BY place`;

/** The first `lessons` published lessons of the course, at even intervals since joining. */
export const COMPLETIONS_SQL = `
  WITH lesson AS (
    SELECT lesson.id, lesson.course_id,
      row_number() OVER (PARTITION BY lesson.course_id ORDER BY section.position, lesson.position) AS place
    FROM course_lesson AS lesson JOIN course_section AS section ON section.id = lesson.section_id
    WHERE lesson.status = 'published')
  INSERT INTO lesson_completion (course_id, user_id, lesson_id, completed_at)
  SELECT course.id, learner.id, lesson.id, m.since + (now() - m.since) * (place / (lessons + 1.0))::float8
  FROM ${rows('course text, username text, lessons int')}
  JOIN course ON course.slug = row.course
  JOIN app_user AS learner ON learner.username = row.username
  JOIN course_membership AS m ON m.course_id = course.id AND m.user_id = learner.id
  JOIN lesson ON lesson.course_id = course.id AND lesson.place <= row.lessons`;

export const EVENTS_SQL = `
  INSERT INTO event (name, slug, description, color, privacy, visible, active, start_date, end_date, recurring, location,
    link, geolocation, geolocation_lat, geolocation_lng, created_at, changed_at, created_by_id, managed_by_id)
  SELECT row.name, slug, row.description, coalesce(color, '#DBDBDB'), coalesce(privacy, 'public'),
    hidden IS NOT TRUE, cancelled IS NOT TRUE,
    ${day('("from"->>0)::int')} + ("from"->>1)::time, ${day('("to"->>0)::int')} + ("to"->>1)::time,
    coalesce(recurring, 'never'), CASE WHEN place IS NULL THEN 'virtual' ELSE 'in person' END,
    link, place->>0, (place->>1)::float8, (place->>2)::float8,
    ${ago('age')}, ${ago('age')}, creator.id, creator.id
  FROM ${rows(
    `name text, slug text, description text, color text, privacy text, hidden boolean, cancelled boolean, "from" jsonb,
     "to" jsonb, recurring text, link text, place jsonb, age int, creator text`,
  )}
  JOIN app_user AS creator ON creator.username = row.creator
  ORDER BY age DESC`;

export const ATTENDANCE_SQL = `
  UPDATE event_membership AS m SET attendance = row.attendance
  FROM ${rows('event text, username text, attendance attendance')}
  JOIN event ON event.slug = row.event
  JOIN app_user ON app_user.username = row.username
  WHERE m.event_id = event.id AND m.user_id = app_user.id`;

type Kind = 'course' | 'event';

export const membershipsSql = (kind: Kind): string => `
  INSERT INTO ${kind}_membership (${kind}_id, user_id, state, came_from, since)
  SELECT subject.id, member.id, row.state, row.came_from, ${ago('row.days')}
  FROM ${rows('slug text, username text, state membership_state, came_from membership_state, days float8')}
  JOIN ${kind} AS subject ON subject.slug = row.slug
  JOIN app_user AS member ON member.username = row.username`;

/** `$2` is how many days later those were answered that were. */
export const invitationsSql = (kind: Kind): string => `
  INSERT INTO ${kind}_invitation (${kind}_id, user_id, invited_by, created_at, closed_at, outcome)
  SELECT subject.id, invited.id, subject.created_by_id, ${ago('days')},
    CASE WHEN outcome IS NOT NULL THEN ${ago('(days - $2::float8)')} END, outcome
  FROM ${rows('slug text, username text, outcome text, days float8')}
  JOIN ${kind} AS subject ON subject.slug = row.slug
  JOIN app_user AS invited ON invited.username = row.username`;
