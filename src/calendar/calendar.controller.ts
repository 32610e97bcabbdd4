import { applyDecorators, Controller, Delete, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';

import { type EventAccess, EventAccessLoader } from '../event/event-access.loader';
import { type Address, RequestUrl } from '../http/page';
import { type Access, signedIn } from '../policy/access';
import { AccessVia, Can, Granted } from '../policy/can.decorator';
import { CalendarFeedDto } from './calendar.dto';
import { CalendarService } from './calendar.service';

/** The answer is an iCalendar text (RFC 5545), for its reader alone. */
const Calendar = (): MethodDecorator =>
  applyDecorators(
    Header('Content-Type', 'text/calendar; charset=utf-8'),
    Header('Cache-Control', 'private, no-cache'),
    ApiProduces('text/calendar'),
    ApiOkResponse({ schema: { type: 'string' } }),
  );

/** An event for calendar programs. */
@ApiTags('Calendar')
@Controller('api/v2/event/:id/calendar.ics')
@AccessVia(EventAccessLoader)
export class EventCalendarController {
  constructor(private readonly calendars: CalendarService) {}

  @Get()
  @Can('event.read')
  @ApiParam({ name: 'id', type: 'integer', description: 'Id of the event.' })
  @ApiOperation({ summary: 'Get Event Calendar' })
  @Calendar()
  read(@Granted() { subject, viewer }: EventAccess, @RequestUrl() url: Address): Promise<string> {
    return this.calendars.ofEvent(subject.id, viewer.id, new URL(url.origin).host);
  }
}

/** The secret address of the viewer's calendar. */
@ApiTags('Calendar')
@Controller('api/v2/user/me/calendar')
export class MyCalendarController {
  constructor(private readonly calendars: CalendarService) {}

  @Post()
  @Can('calendar.open')
  @HttpCode(201)
  @ApiOperation({ summary: 'Create Or Replace The Calendar Address' })
  async open(@Granted() access: Access, @RequestUrl() url: Address): Promise<CalendarFeedDto> {
    const secret = await this.calendars.open(signedIn(access));
    return { url: `${url.origin}/api/v2/calendar/${secret}.ics` };
  }

  @Delete()
  @Can('calendar.close')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke The Calendar Address' })
  @ApiNoContentResponse()
  close(@Granted() access: Access): Promise<void> {
    return this.calendars.close(signedIn(access));
  }
}

/** What calendar programs read. */
@ApiTags('Calendar')
@Controller('api/v2/calendar')
export class CalendarFeedController {
  constructor(private readonly calendars: CalendarService) {}

  @Get(':secret.ics')
  @Can('calendar.read')
  @ApiParam({ name: 'secret', type: 'string', description: 'The secret of the address.' })
  @ApiOperation({ summary: 'Get Calendar' })
  @Calendar()
  read(@Param('secret') secret: string, @RequestUrl() url: Address): Promise<string> {
    return this.calendars.ofSecret(secret, new URL(url.origin).host);
  }
}
