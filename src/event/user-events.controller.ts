import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';

import { type Address, ApiPage, type Page, pageOf, RequestUrl } from '../http/page';
import type { Access } from '../policy/access';
import { AccessVia, Can, Granted } from '../policy/can.decorator';
import { type UserAccess, UserAccessLoader } from '../user/user-access.loader';
import { UserEventsQuery } from './event-query.dto';
import { EventDto } from './event.dto';
import { EventService } from './event.service';

/** The events of people. */
@ApiTags('User')
@Controller('api/v2/user')
export class UserEventsController {
  constructor(private readonly events: EventService) {}

  @Get('event/events_to_address_a_contribution')
  @Can('events.list_to_contribute')
  @ApiOperation({ summary: 'Get User Events to Address a Contribution' })
  @ApiOkResponse({ type: [EventDto] })
  listToContribute(@Granted() access: Access, @RequestUrl() url: Address): Promise<readonly EventDto[]> {
    return this.events.toContribute(access, url.origin);
  }

  @Get(':id/events')
  @Can('events.list_of_user')
  @AccessVia(UserAccessLoader)
  @ApiParam({ name: 'id', type: 'integer', description: 'Id of the user.' })
  @ApiOperation({ summary: 'Get User Events' })
  @ApiPage(EventDto)
  async list(
    @Granted() access: UserAccess,
    @Query() query: UserEventsQuery,
    @RequestUrl() url: Address,
  ): Promise<Page<EventDto>> {
    const filter = { subscriberId: access.subject.id, search: query.search };
    return pageOf(url, query, await this.events.list(access, filter, query, url.origin));
  }
}
