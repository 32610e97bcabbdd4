import { pick } from './people.sql';

/** Coprime with every number of people that is not a multiple of it, so that walking in such steps meets each once. */
const STRIDE = 15_485_863;

/** The number of the `i`-th person of the subject `n`, out of `people`. SQL expressions, never input. */
export const personOf = (n: string, i: string, people: string): string =>
  `((${pick(n, 9)} + (${i})::bigint * ${STRIDE}) % (${people})::bigint)::int`;

const TOPICS = `(ARRAY['Botany', 'Bookkeeping', 'Calculus', 'Ceramics', 'Chess', 'Climate', 'Databases', 'Drawing', 'Économie',
  'First aid', 'Français', 'Gardening', 'Genetics', 'Guitar', 'History', 'Español', 'Leadership', 'Logic', 'Marketing',
  'Negotiation', 'Networks', 'Nutrition', 'Optics', 'Pâtisserie', 'Philosophy', 'Photography', 'Poetry', 'Safety',
  'Statistics', 'Yoga'])[1 + ${pick('n', 4)} % 30]`;
const HOW = `(ARRAY['Introduction to', 'Advanced', 'Practical', 'A year of', 'Hands-on', 'Essential'])[1 + ${pick('n', 5)} % 6]`;
const TEXT = `'For everybody who wants to know more about ' || topic || '. We meet, read and try things out together; '
  || 'nothing is required but curiosity. Course material of volume ' || (${pick('n', 6)} % 1000) || ' is included.'`;

/**
 * Makes the courses numbered `$1` to before `$2`; number 1 has the id `$3`. `$4` people, the first with the id `$5`.
 * Whoever is the first of a course's people has created it. Those above `$6` are alike, to be compared by their size.
 */
export const COURSES = `
  INSERT INTO course (id, name, slug, description, type, privacy, created_by_id, created_at)
  SELECT $3::int + n - 1, how || ' ' || topic || ' ' || ($3::int + n - 1), 'course-' || ($3::int + n - 1), ${TEXT},
    (ARRAY['self-paced', 'structured', 'scheduled'])[1 + ${pick('n', 7)} % 3],
    CASE WHEN n = 1 OR n > $6 THEN 'open' WHEN n = 2 THEN 'private'
         ELSE (ARRAY['open', 'open', 'open', 'open', 'open', 'private', 'private', 'private', 'secret', ''])[1 + ${pick('n', 8)} % 10] END,
    $5::int + ${personOf('n', '0', '$4')}, now() - make_interval(secs => ${pick('n', 3)} % 94608000)
  FROM generate_series($1::int, $2::int - 1) AS n
  CROSS JOIN LATERAL (SELECT ${TOPICS} AS topic, ${HOW} AS how) AS words`;

/** Makes the events numbered `$1` to before `$2`, of the last and the next half year; the rest as for `COURSES`. */
export const EVENTS = `
  INSERT INTO event (id, name, slug, description, privacy, visible, start_date, end_date, recurring, location, link,
    geolocation, created_by_id, managed_by_id)
  SELECT $3::int + n - 1, how || ' ' || topic || ' ' || ($3::int + n - 1), 'event-' || ($3::int + n - 1), ${TEXT},
    CASE WHEN ${pick('n', 7)} % 4 = 0 THEN 'private' ELSE 'public' END, ${pick('n', 8)} % 12 > 0,
    start, start + make_interval(hours => 1 + ${pick('n', 5)} % 5),
    CASE ${pick('n', 2)} % 20 WHEN 0 THEN 'weekly' WHEN 1 THEN 'monthly' ELSE 'never' END,
    CASE WHEN virtual THEN 'virtual' ELSE 'in person' END,
    CASE WHEN virtual THEN 'https://example.org/meet/' || n END, CASE WHEN NOT virtual THEN 'Piazza ' || n END,
    $5::int + creator, $5::int + creator
  FROM generate_series($1::int, $2::int - 1) AS n
  CROSS JOIN LATERAL (SELECT ${TOPICS} AS topic, ${HOW} AS how, ${pick('n', 1)} % 2 = 0 AS virtual,
    date_trunc('hour', now()) + make_interval(hours => ${pick('n', 3)} % 8760 - 4380) AS start,
    ${personOf('n', '0', '$4')} AS creator) AS words`;

/**
 * Makes the sections and lessons of the courses numbered `$1` to before `$2`: a thousand lessons in the first course,
 * thirty in one course out of ten.
 */
export const LESSONS = `
  WITH section AS (
    INSERT INTO course_section (course_id, name, position)
    SELECT id, 'Section ' || s, s
    FROM generate_series($1::int, $2::int - 1) AS n
    CROSS JOIN LATERAL (SELECT $3::int + n - 1 AS id) AS course
    CROSS JOIN LATERAL generate_series(1, CASE WHEN n = 1 THEN 50 WHEN n % 10 = 3 THEN 5 ELSE 0 END) AS s
    RETURNING id, course_id)
  INSERT INTO course_lesson (section_id, course_id, name, type, status, position, created_by_id, html)
  SELECT section.id, section.course_id, 'Lesson ' || l, 'lesson', 'published', l, course.created_by_id,
    '<p>Read this, then try it.</p>'
  FROM section JOIN course ON course.id = section.course_id
  CROSS JOIN LATERAL generate_series(1, CASE WHEN section.course_id = $3::int THEN 20 ELSE 6 END) AS l`;

/** Lets the people `$1` to before `$2` of the first course complete up to forty of its lessons. */
export const COMPLETIONS = `
  INSERT INTO lesson_completion (course_id, user_id, lesson_id, completed_at)
  SELECT $3::int, $5::int + ${personOf('1', 'i', '$4')}, lesson.id, now() - make_interval(hours => lesson.at)
  FROM generate_series($1::int, $2::int - 1) AS i
  JOIN (SELECT id, row_number() OVER (ORDER BY section_id, position)::int AS at
        FROM course_lesson WHERE course_id = $3::int) AS lesson ON lesson.at <= ${pick('i', 2)} % 40`;
