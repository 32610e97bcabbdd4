/**
 * What is broken on purpose: in `file`, the text `from` (there once) becomes `to`; one of the tests in `specs` whose name
 * fits `only` must fail. A new guard or lock gets a line here.
 */
const RACES = { specs: ['test/course/races.spec.ts'] };
const MATRIX = { specs: ['test/course/matrix.spec.ts'] };
const TRANSITIONS = { specs: ['test/course/transitions.spec.ts'] };
const INVITE = { specs: ['test/course/invite.spec.ts'] };
const FAULTS = { specs: ['test/fire/faults.spec.ts'] };
const TRICKS = { specs: ['test/policy/tricks.spec.ts'] };
const READER = { specs: ['test/outbox/reader.spec.ts'] };

const AUTHORIZE = 'src/policy/authorize.ts';
const ACCESS = 'src/policy/access.ts';
const FLOW = 'src/membership/membership.flow.ts';
const SQL = 'src/membership/membership.sql.ts';
const DATABASE = 'src/database/database.ts';
const COURSE_POLICY = 'src/course/course.policy.ts';
const EVENT_POLICY = 'src/event/event.policy.ts';
const COURSE_LOADER = 'src/course/course-access.loader.ts';
const COURSE_SERVICE = 'src/course/course-membership.service.ts';
const LESSON_LOADER = 'src/course/lesson/lesson-access.loader.ts';

export const MUTATIONS = [
  // guards
  {
    name: 'guard off',
    file: AUTHORIZE,
    from: 'enforce(decide(rule, position));',
    to: 'if (lock) enforce(decide(rule, position));',
    ...MATRIX,
    only: 'GET course/{id}/request_join',
  },
  {
    name: 're-check in the transaction off',
    file: AUTHORIZE,
    from: 'enforce(decide(rule, position));',
    to: 'if (!lock) enforce(decide(rule, position));',
    ...RACES,
    only: 'demoted while',
  },
  {
    name: 'sign-in not needed',
    file: AUTHORIZE,
    from: 'if (claim.userId === null && needsSignIn(rule)) throw unauthenticated();',
    to: '',
    specs: ['test/policy/secrecy.spec.ts'],
    only: 'answers A',
  },
  {
    name: 'content_availability ignored',
    file: AUTHORIZE,
    from: 'if (!row.viewer_admitted && !rule.always) throw unauthenticated();',
    to: '',
    ...MATRIX,
    only: 'for members only',
  },
  {
    name: 'blocked people let in',
    file: ACCESS,
    from: " AND viewer.status = 'active'",
    to: '',
    ...TRICKS,
    only: 'gone',
  },
  {
    name: 'revoked sign-in ignored',
    file: ACCESS,
    from: 'AND revoked_at IS NOT NULL',
    to: 'AND false',
    specs: ['test/auth/oauth.spec.ts'],
  },
  {
    name: 'any algorithm of tokens',
    file: 'src/auth/jwt.strategy.ts',
    from: 'algorithms: [ALGORITHM],',
    to: '',
    specs: ['test/auth/jwt.spec.ts'],
  },
  {
    name: 'refresh token used twice',
    file: 'src/auth/session.repository.ts',
    from: 'WHERE refresh_token.hash = $1 AND used_at IS NULL',
    to: 'WHERE refresh_token.hash = $1',
    specs: ['test/auth/oauth.spec.ts'],
  },
  {
    name: 'refused instead of hidden',
    file: 'src/policy/policy.ts',
    from: "facts.has(fact))) return 'hide';",
    to: "facts.has(fact))) return 'forbid';",
    ...MATRIX,
    only: 'GET course/{id}/status',
  },
  // what is secret
  {
    name: 'secret course visible',
    file: COURSE_POLICY,
    from: 'secret: INVITED_OR_IN,',
    to: 'secret: EVERYONE,',
    ...MATRIX,
    only: 'is secret',
  },
  {
    name: 'draft visible',
    file: COURSE_POLICY,
    from: "'': MANAGERS,",
    to: "'': EVERYONE,",
    ...MATRIX,
    only: 'is a draft',
  },
  {
    name: 'hidden event visible',
    file: EVENT_POLICY,
    from: 'hidden: HAS_A_ROW,',
    to: 'hidden: EVERYONE,',
    specs: ['test/event/matrix.spec.ts'],
  },
  {
    name: 'visibility inverted in lists',
    file: 'src/policy/visibility.ts',
    from: '${standing} IN (',
    to: '${standing} NOT IN (',
    specs: ['test/policy/secrecy.spec.ts'],
    only: 'is on',
  },
  {
    name: 'deleted course found',
    file: COURSE_LOADER,
    from: 'WHERE id = $3 AND deleted_at IS NULL ${held.subject}',
    to: 'WHERE id = $3 ${held.subject}',
    ...TRICKS,
    only: 'deleted',
  },
  {
    name: 'roster_shown ignored',
    file: COURSE_POLICY,
    from: "needs: ['roster_shown'],",
    to: '',
    ...MATRIX,
    only: 'member count is hidden',
  },
  {
    name: 'private event readable',
    file: EVENT_POLICY,
    from: "needs: ['readable'],",
    to: '',
    specs: ['test/event/matrix.spec.ts'],
  },
  {
    name: 'own row in a hidden course kept',
    file: COURSE_POLICY,
    from: "evenHidden: ['row_held'],",
    to: '',
    ...MATRIX,
    only: 'DELETE course/{id}/join/ on',
  },
  // the creator
  {
    name: 'creator may leave',
    file: COURSE_POLICY,
    from: "who: ['outsider', 'requested', 'invited', 'member', 'manager'],",
    to: 'who: SIGNED_IN,',
    ...TRANSITIONS,
    only: 'DELETE join',
  },
  {
    name: 'creator can be removed',
    file: COURSE_SERVICE,
    from: 'if (subject.creatorId === userId) throw forbidden();',
    to: '',
    ...TRICKS,
    only: 'who made',
  },
  {
    name: 'creator can be given a role',
    file: COURSE_SERVICE,
    from: 'refuseCreator(roles, subject.creatorId);',
    to: '',
    ...TRANSITIONS,
    only: 'POST role',
  },
  {
    name: 'creator movable by the machine',
    file: 'src/membership/membership.machine.ts',
    from: "manager: 'member' },",
    to: "manager: 'member', creator: 'member' },",
    specs: ['test/fire/histories.spec.ts'],
  },
  // locks
  {
    name: 'FOR SHARE of the actor removed',
    file: ACCESS,
    from: "actor: { subject: 'FOR SHARE', membership: 'FOR SHARE' }",
    to: "actor: { subject: '', membership: '' }",
    ...RACES,
    only: 'demoted while',
  },
  {
    name: 'FOR SHARE of the subject removed',
    file: ACCESS,
    from: "self: { subject: 'FOR SHARE'",
    to: "self: { subject: ''",
    ...RACES,
    only: 'change of privacy',
  },
  {
    name: 'subject lock removed',
    file: ACCESS,
    from: "subject: { subject: 'FOR NO KEY UPDATE'",
    to: "subject: { subject: ''",
    ...TRICKS,
    only: 'published while',
  },
  {
    name: 'course not held while a list of people is let go',
    file: FLOW,
    from: "everybody.length > 1 ? 'subject' : 'actor'",
    to: "everybody.length > 1 ? 'actor' : 'actor'",
    ...RACES,
    only: 'in one step',
  },
  { name: 'no retry', file: DATABASE, from: 'MAX_ATTEMPTS = 6', to: 'MAX_ATTEMPTS = 1', ...FAULTS, only: 'victim' },
  {
    name: 'retry by the name of the condition',
    file: DATABASE,
    from: "new Set(['40001', '40P01'])",
    to: "new Set(['serialization_failure', 'deadlock_detected'])",
    ...FAULTS,
    only: 'victim',
  },
  // memberships
  {
    name: 'upsert without WHERE',
    file: SQL,
    from: 'WHERE ${target} IS NOT NULL',
    to: '',
    ...TRANSITIONS,
    only: 'POST join',
  },
  {
    name: 'unknown people not refused',
    file: FLOW,
    from: 'if (!known && onUnknown) throw onUnknown();',
    to: '',
    ...INVITE,
  },
  {
    name: 'known-check off in the statement',
    file: SQL,
    from: 'FROM wanted WHERE (SELECT all_known FROM known)',
    to: 'FROM wanted',
    ...INVITE,
  },
  { name: 'blocked people invited', file: SQL, from: " AND app_user.status = 'active'", to: '', ...INVITE },
  {
    name: 'invitations never closed',
    file: SQL,
    from: "AND change.before = 'invited' AND change.after <> 'invited')",
    to: 'AND false)',
    ...TRANSITIONS,
    only: 'POST join',
  },
  {
    name: 'invitation not noted',
    file: SQL,
    from: "WHERE before <> 'invited' AND after = 'invited'",
    to: 'WHERE false',
    ...TRANSITIONS,
    only: 'POST invite',
  },
  {
    name: 'trail outside of the transaction',
    file: FLOW,
    from: 'await tx.query(trailSql(this.kind), [',
    to: 'await this.db.query(trailSql(this.kind), [',
    ...FAULTS,
    only: 'COMMIT is lost',
  },
  {
    name: 'counters not kept',
    file: 'src/migrations/1763600000001-foundation.ts',
    from: "for (const kind of ['course', 'event']) for (const trigger of countTriggers(kind)) await db.query(trigger);",
    to: '',
    ...RACES,
    only: 'fifty joins',
  },
  {
    name: 'budget of invitations ignored',
    file: FLOW,
    from: 'userIds: await this.budget.admit(tx, this.kind, subject.id, viewer.id, userIds)',
    to: 'userIds',
    specs: ['test/abuse/invitations.spec.ts'],
  },
  // content
  {
    name: 'drip rule off',
    file: LESSON_LOADER,
    from: "return access === 'open';",
    to: 'return true;',
    specs: ['test/course/drip.spec.ts'],
  },
  {
    name: 'lesson found under another section',
    file: LESSON_LOADER,
    from: 'AND section.id = $4 AND',
    to: 'AND $4::int IS NOT NULL AND',
    ...TRICKS,
    only: 'path',
  },
  {
    name: 'section found under another course',
    file: LESSON_LOADER,
    from: 'WHERE section.course_id = $3 AND',
    to: 'WHERE',
    ...TRICKS,
    only: 'path',
  },
  {
    name: 'right answers shown to students',
    file: 'src/course/quiz/question.presenter.ts',
    from: '...(seesCorrect && { correct }),',
    to: 'correct,',
    specs: ['test/course/quizzes.spec.ts'],
  },
  {
    name: 'attempts of others shown',
    file: 'src/course/quiz/quiz.policy.ts',
    from: "'attempt.read': {\n    who: MANAGERS,",
    to: "'attempt.read': {\n    who: ['member', ...MANAGERS],",
    specs: ['test/course/content-matrix.spec.ts', 'test/course/quizzes.spec.ts'],
  },
  {
    name: 'comments of others changed',
    file: 'src/course/comment/comment.policy.ts',
    from: 'const AS_AUTHOR = {\n  who: MANAGERS,',
    to: 'const AS_AUTHOR = {\n  who: MEMBERS,',
    specs: ['test/course/content-matrix.spec.ts', 'test/course/comments.spec.ts'],
  },
  {
    name: 'media of others changed',
    file: 'src/media/media.policy.ts',
    from: '  who: [],',
    to: '  who: SIGNED_IN,',
    specs: ['test/media/media.spec.ts'],
  },
  // the database away
  {
    name: 'full pool waited for without end',
    file: 'ormconfig.ts',
    from: 'connectionTimeoutMillis: timeoutMs / 2,',
    to: '',
    ...FAULTS,
    only: 'all connections are taken',
  },
  {
    name: 'silent database waited for without end',
    file: 'ormconfig.ts',
    from: 'query_timeout: timeoutMs * 1.2,',
    to: '',
    ...FAULTS,
    only: 'says nothing',
  },
  {
    name: 'lost connection ends the process',
    file: 'ormconfig.ts',
    from: "connection.on('error', () => undefined);",
    to: '',
    ...FAULTS,
    only: 'nobody asks',
  },
  {
    name: 'undone transaction called done',
    file: DATABASE,
    from: "if (command !== 'COMMIT') throw",
    to: 'if (!command) throw',
    ...FAULTS,
    only: 'was undone',
  },
  {
    name: 'lost database is a bug',
    file: 'src/http/postgres-error.ts',
    from: '|| LOST_CONNECTION.test(cause.message)',
    to: '',
    ...FAULTS,
    only: 'COMMIT',
  },
  // the outbox
  {
    name: 'outbox read past its fence',
    file: 'src/outbox/outbox.reader.ts',
    from: 'AND id <= $2',
    to: 'AND $2::bigint IS NOT NULL',
    ...READER,
  },
  {
    name: 'outbox fence moved too early',
    file: 'src/outbox/outbox.reader.ts',
    from: 'if (!now!.over) return;',
    to: '',
    ...READER,
  },
  // hostile input
  {
    name: 'class of a stranger taken',
    file: 'src/http/json.ts',
    from: "['__proto__', 'constructor']",
    to: "['__proto__']",
    specs: ['test/fire/fuzz.spec.ts'],
    only: 'found',
  },
];
