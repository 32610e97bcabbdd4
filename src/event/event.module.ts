import { type DynamicModule, Module } from '@nestjs/common';

import { RosterRepository } from '../membership/roster.repository';
import { EventAccessLoader } from './event-access.loader';
import { EventAttendanceController } from './event-attendance.controller';
import { EventDetailController } from './event-detail.controller';
import { EventGalleryController } from './event-gallery.controller';
import { EventGalleryRepository } from './event-gallery.repository';
import { EventMembershipController } from './event-membership.controller';
import { EventMembershipService } from './event-membership.service';
import { EventController, EventSuggestionController } from './event.controller';
import { EventRepository } from './event.repository';
import { EventService } from './event.service';
import { EventSettings } from './event.settings';
import { EventWriter } from './event.writer';
import { UserEventsController } from './user-events.controller';

/** Events, who belongs to them and who comes. Global, because calendars are made of events too. */
@Module({})
export class EventModule {
  static register({ timeZone, hidePrivateEventPlace }: EventSettings): DynamicModule {
    return {
      module: EventModule,
      global: true,
      controllers: [
        EventController,
        EventDetailController,
        EventMembershipController,
        EventAttendanceController,
        EventGalleryController,
        EventSuggestionController,
        UserEventsController,
      ],
      providers: [
        { provide: EventSettings, useValue: { timeZone, hidePrivateEventPlace } satisfies EventSettings },
        EventAccessLoader,
        EventGalleryRepository,
        EventMembershipService,
        EventRepository,
        EventService,
        EventWriter,
        RosterRepository,
      ],
      exports: [EventAccessLoader, EventRepository, EventSettings],
    };
  }
}
