import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';

import { ApiAnyBody } from '../http/api-body';
import { type Address, ApiPage, type Page, pageOf, RequestUrl, WalkQuery } from '../http/page';
import { MediaFiles } from '../media/media-files';
import { RosterRepository } from '../membership/roster.repository';
import { type Access, signedIn } from '../policy/access';
import { AccessVia, Can, Granted } from '../policy/can.decorator';
import { CommunityLoader } from '../policy/community.loader';
import { UserDto } from '../user/user.dto';
import { presentUser } from '../user/user.presenter';
import { CreatedEventsQuery, EventPeopleQuery, EventSearchQuery, SubscribedEventsQuery } from './event-query.dto';
import { EventCreateDto } from './event-write.dto';
import { EventDto } from './event.dto';
import { EventService } from './event.service';
import { EventWriter } from './event.writer';

/** Events at large. */
@ApiTags('Event')
@Controller('api/v2/event')
export class EventController {
  constructor(
    private readonly events: EventService,
    private readonly writer: EventWriter,
    private readonly files: MediaFiles,
    private readonly rosters: RosterRepository,
  ) {}

  @Get('search')
  @Can('events.search')
  @ApiOperation({ summary: 'Search Events' })
  @ApiPage(EventDto)
  async search(
    @Granted() access: Access,
    @Query() query: EventSearchQuery,
    @RequestUrl() url: Address,
  ): Promise<Page<EventDto>> {
    return pageOf(url, query, await this.events.search(access, query, url.origin));
  }

  @Get('created')
  @Can('events.search')
  @ApiOperation({ summary: 'Get Events Created By' })
  @ApiPage(EventDto)
  async created(
    @Granted() access: Access,
    @Query() query: CreatedEventsQuery,
    @RequestUrl() url: Address,
  ): Promise<Page<EventDto>> {
    return pageOf(url, query, await this.events.list(access, { createdBy: query.created_by }, query, url.origin));
  }

  @Get('user')
  @Can('events.suggest_users')
  @ApiOperation({ summary: 'Generic Suggested Event Users' })
  @ApiPage(UserDto)
  async suggestUsers(
    @Granted() access: Access,
    @Query() query: EventPeopleQuery,
    @RequestUrl() url: Address,
  ): Promise<Page<UserDto>> {
    const [users, count, last] = await this.rosters.others(signedIn(access), query.search, query);
    return pageOf(url, query, [users.map(presentUser), count, last]);
  }

  @Get()
  @Can('events.list')
  @ApiOperation({ summary: 'Get Subscribed Events' })
  @ApiPage(EventDto)
  async list(
    @Granted() access: Access,
    @Query() query: SubscribedEventsQuery,
    @RequestUrl() url: Address,
  ): Promise<Page<EventDto>> {
    return pageOf(url, query, await this.events.subscribed(access, query, url.origin));
  }

  @Post()
  @Can('events.create')
  @AccessVia(CommunityLoader)
  @HttpCode(201)
  @ApiOperation({ summary: 'Create an Event' })
  @ApiAnyBody()
  async create(
    @Granted() access: Access<null>,
    @Body() body: EventCreateDto,
    @RequestUrl() url: Address,
  ): Promise<EventDto> {
    const image = await this.files.saveUpload('event', body.image_original);
    const eventId = await this.writer.create(access, { body, image });
    return this.events.one(eventId, access.viewer.id, url.origin);
  }
}

/** Events that the viewer might like. */
@ApiTags('Suggestion')
@Controller('api/v2/suggestion/event')
export class EventSuggestionController {
  constructor(private readonly events: EventService) {}

  @Get()
  @Can('events.suggest')
  @ApiOperation({ summary: 'Get Event Suggestion' })
  @ApiPage(EventDto)
  async suggest(
    @Granted() access: Access,
    @Query() query: WalkQuery,
    @RequestUrl() url: Address,
  ): Promise<Page<EventDto>> {
    const filter = { strangers: true, active: true, dates: 'not_past' } as const;
    return pageOf(url, query, await this.events.list(access, filter, query, url.origin));
  }
}
