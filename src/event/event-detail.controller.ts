import { Body, Controller, Delete, Get, HttpCode, Patch, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';

import { ApiAnyBody } from '../http/api-body';
import { type Address, ApiPage, type Page, pageOf, RequestUrl } from '../http/page';
import { MediaFiles } from '../media/media-files';
import { AccessVia, Can, Granted } from '../policy/can.decorator';
import { type EventAccess, EventAccessLoader } from './event-access.loader';
import { EventFeedQuery, RelatedEventsQuery } from './event-query.dto';
import { EventPatchDto, EventWriteDto } from './event-write.dto';
import { EventDto, EventStatusDto, FeedDto } from './event.dto';
import { EventService } from './event.service';
import { EventWriter } from './event.writer';
import { subscriptionStatusOf } from './subscription-status';

/** One event. */
@ApiTags('Event')
@ApiParam({ name: 'id', type: 'integer', description: 'Id of the event.' })
@Controller('api/v2/event/:id')
@AccessVia(EventAccessLoader)
export class EventDetailController {
  constructor(
    private readonly events: EventService,
    private readonly writer: EventWriter,
    private readonly files: MediaFiles,
  ) {}

  @Get()
  @Can('event.read')
  @ApiOperation({ summary: 'Get Event Info' })
  read(@Granted() { subject, viewer }: EventAccess, @RequestUrl() url: Address): Promise<EventDto> {
    return this.events.one(subject.id, viewer.id, url.origin);
  }

  @Put()
  @Can('event.update')
  @ApiOperation({ summary: 'Update an Event' })
  @ApiAnyBody()
  update(@Granted() access: EventAccess, @Body() body: EventWriteDto, @RequestUrl() url: Address): Promise<EventDto> {
    return this.change(access, body, url);
  }

  @Patch()
  @Can('event.update')
  @ApiOperation({ summary: 'Patch Event' })
  @ApiAnyBody()
  patch(@Granted() access: EventAccess, @Body() body: EventPatchDto, @RequestUrl() url: Address): Promise<EventDto> {
    return this.change(access, body, url);
  }

  @Delete()
  @Can('event.delete')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete an Event' })
  @ApiNoContentResponse()
  delete(@Granted() access: EventAccess): Promise<void> {
    return this.writer.delete(access);
  }

  @Get('status')
  @Can('event.read_status')
  @ApiOperation({ summary: 'Get Subscription Status' })
  status(@Granted() { subject }: EventAccess): EventStatusDto {
    return { status: subscriptionStatusOf(subject.state, subject.attendance) };
  }

  @Get('related')
  @Can('event.read')
  @ApiOperation({ summary: 'Get Related Events' })
  @ApiPage(EventDto)
  async related(
    @Granted() access: EventAccess,
    @Query() query: RelatedEventsQuery,
    @RequestUrl() url: Address,
  ): Promise<Page<EventDto>> {
    return pageOf(url, query, await this.events.related(access, query.created_by, query, url.origin));
  }

  /** Contributions are made by other services of a community, so there is nothing to list in any order. */
  @Get('feed')
  @Can('event.read_feed')
  @ApiOperation({ summary: 'Get Event Feed' })
  @ApiPage(FeedDto)
  feed(@Query() query: EventFeedQuery, @RequestUrl() url: Address): Page<FeedDto> {
    return pageOf(url, query, [[], 0]);
  }

  private async change(access: EventAccess, body: EventPatchDto, url: Address): Promise<EventDto> {
    const image = await this.files.saveUpload('event', body.image_original);
    await this.writer.update(access, { body, image });
    return this.events.one(access.subject.id, access.viewer.id, url.origin);
  }
}
