import { Instant, Integer, Integers, OneOf, Uri } from '../http/answer';
import { UserDto } from '../user/user.dto';
import { EVENT_LOCATIONS } from './event.entity';
import { EVENT_PRIVACIES } from './event.policy';
import { RECURRENCES } from './recurrence';
import { SUBSCRIPTION_STATUSES } from './subscription-status';

const NOBODY = [...SUBSCRIPTION_STATUSES, null];

/** An event, or a series of them. */
export class EventDto {
  @Integer()
  id: number;
  name: string;
  description: string;
  slug: string;
  color: string;
  @OneOf(EVENT_PRIVACIES)
  privacy: string;
  /** Whether strangers may know of it. */
  visible: boolean;
  /** False for an event that was called off. */
  active: boolean;
  /** Whether the event is shown on the viewer's feed. */
  show_on_feed: boolean;
  /** How the viewer stands towards the event; null for none and for anonymous visitors. */
  @OneOf(NOBODY, { nullable: true })
  subscription_status: string | null;
  @Uri()
  image_bigger: string;
  @Uri()
  image_big: string;
  @Uri()
  image_medium: string;
  @Uri()
  image_small: string;
  /** How many are subscribed, going or not going. */
  @Integer()
  subscribers_counter: number;
  @Integer()
  goings_counter: number;
  @Integer()
  share_count: number;
  @Instant()
  start_date: string;
  /** The end of the event, or of the whole series. */
  @Instant()
  end_date: string;
  @OneOf(RECURRENCES)
  recurring: string;
  @OneOf(EVENT_LOCATIONS)
  location: string;
  geolocation: string | null;
  geolocation_lat: number | null;
  geolocation_lng: number | null;
  @Uri({ nullable: true })
  link: string | null;
  @Instant()
  created_at: string;
  created_by: UserDto;
  managed_by: UserDto;
  /** Whether the event takes place right now. */
  running: boolean;
  @Instant({ nullable: true })
  running_start_date: string | null;
  @Instant({ nullable: true })
  running_end_date: string | null;
  /** When the event, or its next repetition, starts; null when nothing is to come. */
  @Instant({ nullable: true })
  next_start_date: string | null;
  @Instant({ nullable: true })
  next_end_date: string | null;
  /** Always null: there are no live streams here. */
  live_stream: object | null;
  /** Always empty: there are no payments here. */
  paywalls: object[];
}

/** How the viewer stands towards an event. */
export class EventStatusDto {
  @OneOf(NOBODY, { nullable: true })
  status: string | null;
}

/** A contribution on a feed. Contributions are made by other services, so that feeds are empty here. */
export class FeedDto {
  type: string;
  discussion: object | null;
  post: object;
  status: object;
  @Integers()
  seen_by_id: number[];
  has_boost: boolean;
  activities: object[];
}
