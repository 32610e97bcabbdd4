import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';

import { ApiAnyBody } from '../http/api-body';
import { type Address, ApiPage, type Page, pageOf, PageQuery, RequestUrl } from '../http/page';
import { MediaDto } from '../media/media.dto';
import { presentMedia } from '../media/media.presenter';
import { AccessVia, Can, Granted } from '../policy/can.decorator';
import { type EventAccess, EventAccessLoader } from './event-access.loader';
import { EventGalleryRepository } from './event-gallery.repository';
import { GalleryMediaDto, GalleryMediasDto } from './event-write.dto';

/** The photos of an event. */
@ApiTags('Event')
@ApiParam({ name: 'id', type: 'integer', description: 'Id of the event.' })
@Controller('api/v2/event/:id/gallery')
@AccessVia(EventAccessLoader)
export class EventGalleryController {
  constructor(private readonly gallery: EventGalleryRepository) {}

  @Get()
  @Can('event.read_gallery')
  @ApiOperation({ summary: 'Get Event Photo Gallery' })
  @ApiPage(MediaDto)
  async list(
    @Granted() event: EventAccess,
    @Query() query: PageQuery,
    @RequestUrl() url: Address,
  ): Promise<Page<MediaDto>> {
    const [rows, count] = await this.gallery.list(event, query);
    return pageOf(url, query, [rows.map((row) => presentMedia(row, url.origin)), count]);
  }

  @Post()
  @Can('event.change_gallery')
  @HttpCode(200)
  @ApiOperation({ summary: 'Add Media To Event Photo Gallery' })
  @ApiAnyBody()
  @ApiOkResponse({ type: MediaDto })
  async add(
    @Granted() event: EventAccess,
    @Body() { media }: GalleryMediaDto,
    @RequestUrl() url: Address,
  ): Promise<MediaDto> {
    return presentMedia(await this.gallery.add(event, media), url.origin);
  }

  @Delete()
  @Can('event.change_gallery')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove Medias From Event Photo Gallery' })
  @ApiAnyBody()
  @ApiNoContentResponse()
  async remove(@Granted() event: EventAccess, @Body() { medias }: GalleryMediasDto): Promise<void> {
    await this.gallery.remove(event, medias);
  }
}
