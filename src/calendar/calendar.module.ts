import { Module } from '@nestjs/common';

import { CalendarFeedController, EventCalendarController, MyCalendarController } from './calendar.controller';
import { CalendarRepository } from './calendar.repository';
import { CalendarService } from './calendar.service';

/** Calendars of events, and of what concerns one person. */
@Module({
  controllers: [EventCalendarController, MyCalendarController, CalendarFeedController],
  providers: [CalendarRepository, CalendarService],
})
export class CalendarModule {}
