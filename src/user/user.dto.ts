import { Instant, Integer, OneOf, Uri } from '../http/answer';
import { ROLES } from '../policy/access';

/** A person as invitation and suggestion lists of courses show him. */
export class UserTrimmedDto {
  @Integer()
  id: number;
  username: string;
  /** Never null: clients change its case without asking. */
  real_name: string;
  /** The id in the system that the person comes from. */
  ext_id: string | null;
  @Uri({ nullable: true })
  avatar: string | null;
}

/** A person as the maker of something, and as a row of a roster. */
export class UserMinimalDto {
  @Integer()
  id: number;
  username: string;
  real_name: string;
  @Uri({ nullable: true })
  avatar: string | null;
  community_badge: boolean;
  deleted: boolean;
}

/** What a person and the viewer's own page have in common. */
class UserProfileDto extends UserTrimmedDto {
  @Integer({ nullable: true })
  followings_counter: number | null;
  @Integer({ nullable: true })
  followers_counter: number | null;
  @Integer({ nullable: true })
  posts_counter: number | null;
  @Integer({ nullable: true })
  discussions_counter: number | null;
  @Integer({ nullable: true })
  polls_counter: number | null;
  @Integer({ nullable: true })
  categories_counter: number | null;
  connection_status: string | null;
  @Instant()
  date_joined: string;
  bio: string;
  location: string;
  location_lat_lng: string | null;
  position_lat_lng: string | null;
  date_of_birth: string | null;
  description: string;
  gender: string;
  website: string;
  @Uri({ nullable: true })
  cover: string | null;
  tags: object[];
  @Integer()
  reputation: number;
  community_badge: boolean;
  reg_approved: boolean;
  company_name: string;
  company_role: string;
  deleted: boolean;
}

/** A person in full. */
export class UserDto extends UserProfileDto {
  can_send_pm_to: boolean;
  /** `a` active, `b` blocked, `d` deleted. */
  @OneOf(['a', 'b', 'd', 'u'])
  status: string;
}

/** What the viewer may do in the community. */
export class UserPermissionDto {
  create_contribute: boolean;
  create_poll: boolean;
  locate_post: boolean;
  create_post: boolean;
  create_group: boolean;
  create_event: boolean;
  create_course: boolean;
  create_live_stream: boolean;
  follow_user: boolean;
  request_connection: boolean;
  accept_connection: boolean;
}

/** The viewer himself. */
export class UserMeDto extends UserProfileDto {
  email: string | null;
  email_isvalid: boolean;
  permission: UserPermissionDto;
  @OneOf([...ROLES, null], { nullable: true })
  role: string | null;
  @Integer()
  unseen_interactions_counter: number;
  @Integer()
  unseen_notification_banners_counter: number;
}

/** What a person wants to be told of. This service tells nothing by itself, so these are the same for everybody. */
export class UserSettingsDto {
  @Integer({ enum: [-1, 0, 1] })
  qa_frequency: number;
  @Integer({ enum: [0, 1] })
  email_notification_not_qa: number;
  @Integer({ enum: [0, 1] })
  mobile_notifications_scmty: number;
  @Integer({ enum: [0, 1] })
  show_toast_notifications: number;
  @Integer({ enum: [0, 1] })
  toast_notifications_emit_sound: number;
}
