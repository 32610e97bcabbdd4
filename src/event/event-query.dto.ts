import { AllWalkQuery, PageQuery, WalkQuery } from '../http/page';
import { Choice, Flag, Text, Whole } from '../http/wire';
import { DATE_FILTERS, type DateFilter } from './date-filter';
import { EVENT_LOCATIONS, type EventLocation } from './event.entity';
import { type Recurrence, RECURRENCES } from './recurrence';
import { SUBSCRIPTION_STATUSES, type SubscriptionStatus } from './subscription-status';

/** `any` is what clients send when they do not mind. */
export const LOCATION_FILTERS = [...EVENT_LOCATIONS, 'any'] as const;
export type LocationFilter = EventLocation | 'any';

class EventFilterQuery extends WalkQuery {
  @Choice(RECURRENCES, { description: 'Only events that recur so.' })
  recurring?: Recurrence;

  @Choice(LOCATION_FILTERS, { description: 'Only events that take place there; any is no filter.' })
  location?: LocationFilter;
}

/** Narrows a search for events. */
export class EventSearchQuery extends EventFilterQuery {
  @Text({ blank: true, description: 'Contained in the name or the description, in any case.' })
  search?: string;

  @Choice(DATE_FILTERS, { description: 'Only events with an occurrence in that time; all when absent.' })
  date_filter?: DateFilter;

  @Flag({ description: 'Only events that somebody whom the viewer follows is subscribed to.' })
  follows?: boolean;
}

/** Narrows the viewer's own events. */
export class SubscribedEventsQuery extends EventFilterQuery {
  @Choice(SUBSCRIPTION_STATUSES, {
    description: 'How the viewer stands towards the event; subscribed, going and not_going when absent.',
  })
  subscription_status?: SubscriptionStatus;

  @Flag({ description: 'Events that are over, instead of those that are not.' })
  past?: boolean;

  @Whole({ min: 1, description: 'Only events created by this user.' })
  created_by?: number;
}

/** Whose events are wanted. */
export class CreatedEventsQuery extends WalkQuery {
  @Whole({ min: 1, required: true, description: 'Only events created by this user.' })
  created_by: number;
}

/** Narrows the events that are like another one. */
export class RelatedEventsQuery extends WalkQuery {
  @Whole({ min: 1, description: 'Only events created by this user.' })
  created_by?: number;
}

/** Narrows the events of another person. */
export class UserEventsQuery extends AllWalkQuery {
  @Text({ blank: true, description: 'Contained in the name or the description, in any case.' })
  search?: string;
}

/** Narrows a list of people by name. */
export class EventPeopleQuery extends WalkQuery {
  @Text({ blank: true, description: 'Contained in the username or the real name, in any case.' })
  search?: string;
}

/** Orders the feed of an event. */
export class EventFeedQuery extends PageQuery {
  @Text({ blank: true, description: 'recent, relevance or last_activity; recent when absent.' })
  ordering?: string;
}

/** Whom the manager removes. */
export class UnsubscribeQuery {
  @Whole({ min: 1, description: 'The user to remove; for the manager. Without it, the viewer unsubscribes.' })
  user?: number;
}

/** The same, for clients that name the user in the body. */
export class UnsubscribeDto extends UnsubscribeQuery {}
