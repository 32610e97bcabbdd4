import { instant, instantOrNull } from '../http/instant';
import { imageUrls } from '../media/image-urls';
import { JOINED_STATES, type MembershipState } from '../membership/membership.machine';
import { presentUser } from '../user/user.presenter';
import type { EventDto } from './event.dto';
import type { EventRow } from './event.repository';
import { type Schedule, scheduleOf } from './recurrence';
import { subscriptionStatusOf } from './subscription-status';

/** How events are shown: on which address, at what time and to which clocks, and what is kept from strangers. */
export interface EventView {
  /** Where the addresses of pictures begin. */
  readonly origin: string;
  readonly now: Date;
  readonly timeZone: string;
  readonly hidePrivateEventPlace: boolean;
}

/** An event as its viewer may see it. */
export function presentEvent(event: EventRow, view: EventView): EventDto {
  const { state } = event;
  return {
    id: event.id,
    name: event.name,
    description: event.description,
    slug: event.slug,
    color: event.color,
    privacy: event.privacy,
    visible: event.visible,
    active: event.active,
    show_on_feed: isSubscriber(state) && !event.off_feed,
    subscription_status: subscriptionStatusOf(state, event.attendance),
    ...imageUrls(view.origin, 'event', event.image),
    subscribers_counter: event.subscribers,
    goings_counter: event.goings,
    share_count: 0,
    start_date: instant(event.start_date),
    end_date: instant(event.end_date),
    recurring: event.recurring,
    location: event.location,
    ...placeOf(event, view.hidePrivateEventPlace),
    created_at: instant(event.created_at),
    created_by: presentUser(event.creator),
    managed_by: presentUser(event.manager),
    ...presentSchedule(scheduleOf(seriesOf(event), view.now, view.timeZone)),
    live_stream: null,
    paywalls: [],
  };
}

/** What an event says about its time. */
export const seriesOf = ({ start_date, end_date, recurring }: EventRow) => ({
  startDate: start_date,
  endDate: end_date,
  recurring,
});

/** Where the event takes place; nothing of a private one for those who are not invited, where the operator wants so. */
export function placeOf(event: EventRow, hidden: boolean) {
  const { privacy, state, geolocation, geolocation_lat, geolocation_lng, link } = event;
  const knows = privacy === 'public' || state === 'invited' || isSubscriber(state);
  if (hidden && !knows) return { geolocation: null, geolocation_lat: null, geolocation_lng: null, link: null };
  return { geolocation, geolocation_lat, geolocation_lng, link };
}

const subscribers: ReadonlySet<MembershipState | null> = new Set<MembershipState | null>(JOINED_STATES);
const isSubscriber = (state: MembershipState | null): boolean => subscribers.has(state);

const presentSchedule = (schedule: Schedule) => ({
  running: schedule.running,
  running_start_date: instantOrNull(schedule.runningStartDate),
  running_end_date: instantOrNull(schedule.runningEndDate),
  next_start_date: instantOrNull(schedule.nextStartDate),
  next_end_date: instantOrNull(schedule.nextEndDate),
});
