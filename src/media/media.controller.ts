import { Body, Controller, Delete, Get, HttpCode, Post, Put } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';

import { RequestUrl } from '../http/page';
import type { Access } from '../policy/access';
import { AccessVia, Can, Granted } from '../policy/can.decorator';
import { type MediaAccess, MediaAccessLoader } from './media-access.loader';
import { CreateMediaDto, UpdateMediaDto } from './media-body.dto';
import { MediaDto } from './media.dto';
import { presentMedia } from './media.presenter';
import { MediaService } from './media.service';

const ById = () => ApiParam({ name: 'id', type: 'integer', description: 'Id of the media.' });

@ApiTags('Media')
@Controller('api/v2/media')
export class MediaController {
  constructor(private readonly media: MediaService) {}

  @Post()
  @Can('media.create')
  @ApiOperation({ summary: 'Create a Media' })
  @ApiCreatedResponse({ type: MediaDto })
  async create(
    @Granted() access: Access,
    @Body() body: CreateMediaDto,
    @RequestUrl() { origin }: URL,
  ): Promise<MediaDto> {
    return presentMedia(await this.media.create(access, body), origin);
  }

  @Get(':id')
  @ById()
  @AccessVia(MediaAccessLoader)
  @Can('media.read')
  @ApiOperation({ summary: 'Get a specific Media' })
  @ApiOkResponse({ type: MediaDto })
  read(@Granted() { subject }: MediaAccess, @RequestUrl() { origin }: URL): MediaDto {
    return presentMedia(subject, origin);
  }

  @Put(':id')
  @ById()
  @AccessVia(MediaAccessLoader)
  @Can('media.update')
  @ApiOperation({ summary: 'Update a Media' })
  @ApiOkResponse({ type: MediaDto })
  async update(
    @Granted() access: MediaAccess,
    @Body() { image }: UpdateMediaDto,
    @RequestUrl() { origin }: URL,
  ): Promise<MediaDto> {
    return presentMedia(await this.media.showImage(access, image), origin);
  }

  @Delete(':id')
  @ById()
  @AccessVia(MediaAccessLoader)
  @Can('media.delete')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a Media' })
  @ApiNoContentResponse()
  async delete(@Granted() access: MediaAccess): Promise<void> {
    await this.media.delete(access);
  }
}
