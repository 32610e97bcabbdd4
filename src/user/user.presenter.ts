import { instant } from '../http/instant';
import type { Fact } from '../policy/policy';
import type { Role } from '../policy/access';
import { UserDto, UserMeDto, UserMinimalDto, UserPermissionDto, UserTrimmedDto } from './user.dto';
import type { ProfileRow } from './user.repository';

/** What every view of a person is made of. */
export interface UserRow {
  readonly id: number;
  readonly username: string;
  readonly real_name: string;
  readonly avatar: string | null;
  readonly ext_id: string | null;
  readonly deleted: boolean;
  readonly blocked: boolean;
  readonly date_joined: string;
  readonly bio: string;
  readonly location: string;
  readonly date_of_birth: string | null;
  readonly description: string;
  readonly gender: string;
  readonly website: string;
  readonly cover: string | null;
}

/** A person as a JSON object of SQL, read by the presenters below. `user` is an alias, never input. */
export const userJsonSql = (user: string): string => `json_build_object(
  'id', ${user}.id, 'username', ${user}.username, 'real_name', ${user}.real_name, 'avatar', ${user}.avatar,
  'ext_id', ${user}.ext_id, 'deleted', ${user}.status = 'deleted', 'blocked', ${user}.status = 'blocked',
  'date_joined', ${user}.date_joined, 'bio', ${user}.bio, 'location', ${user}.location,
  'date_of_birth', ${user}.date_of_birth, 'description', ${user}.description, 'gender', ${user}.gender,
  'website', ${user}.website, 'cover', ${user}.cover)`;

/** The five attributes that invitation and suggestion lists of courses show. */
export function presentUserTrimmed({ id, username, real_name, ext_id, avatar }: UserRow): UserTrimmedDto {
  return { id, username, real_name, ext_id, avatar };
}

/** Who made a thing, and the rosters of courses. */
export function presentUserMinimal({ id, username, real_name, avatar, deleted }: UserRow): UserMinimalDto {
  return { id, username, real_name, avatar, community_badge: false, deleted };
}

/** A person in full, as far as this service knows him; what other services of a community count is null. */
export function presentUser(user: UserRow): UserDto {
  // Not a spread: V8 takes fifty times as long for so many keys behind one.
  return {
    id: user.id,
    username: user.username,
    real_name: user.real_name,
    ext_id: user.ext_id,
    avatar: user.avatar,
    followings_counter: null,
    followers_counter: null,
    posts_counter: null,
    discussions_counter: null,
    polls_counter: null,
    categories_counter: null,
    connection_status: null,
    date_joined: instant(user.date_joined),
    bio: user.bio,
    location: user.location,
    location_lat_lng: null,
    position_lat_lng: null,
    date_of_birth: user.date_of_birth,
    description: user.description,
    gender: user.gender,
    website: user.website,
    cover: user.cover,
    tags: [],
    reputation: 0,
    community_badge: false,
    reg_approved: true,
    company_name: '',
    company_role: '',
    deleted: user.deleted,
    can_send_pm_to: false,
    status: user.deleted ? 'd' : user.blocked ? 'b' : 'a',
  };
}

/** One person on a page of his own: also who follows him and whom he follows, which lists leave out. */
export function presentProfile(user: ProfileRow): UserDto {
  return Object.assign(presentUser(user), { followers_counter: user.followers, followings_counter: user.followings });
}

/** What a person may do, by the facts that the policy goes by. What this service does not offer, nobody may. */
export function presentPermission(facts: ReadonlySet<Fact>): UserPermissionDto {
  return {
    create_contribute: false,
    create_poll: false,
    locate_post: false,
    create_post: false,
    create_group: false,
    create_event: facts.has('may_create_event'),
    create_course: facts.has('may_create_course'),
    create_live_stream: false,
    follow_user: false,
    request_connection: false,
    accept_connection: false,
  };
}

/** The viewer's own page. */
export function presentMe(user: ProfileRow, role: Role | null, facts: ReadonlySet<Fact>): UserMeDto {
  const { can_send_pm_to: _, status: __, ...profile } = presentProfile(user);
  return {
    ...profile,
    email: user.email,
    email_isvalid: user.email !== null,
    permission: presentPermission(facts),
    role,
    unseen_interactions_counter: 0,
    unseen_notification_banners_counter: 0,
  };
}
