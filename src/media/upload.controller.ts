import { Body, Controller, Headers, Post } from '@nestjs/common';
import { ApiConsumes, ApiCreatedResponse, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';

import { invalidField } from '../http/domain-error';
import { instant } from '../http/instant';
import type { UploadedFile } from '../http/uploaded-file';
import { RequestUrl } from '../http/page';
import { type Access, signedIn } from '../policy/access';
import { Can, Granted } from '../policy/can.decorator';
import { type ContentRange, readContentRange } from './content-range';
import { ChunkDto, CompleteUploadDto } from './media-body.dto';
import { ChunkMediaDto, MediaDto } from './media.dto';
import { presentMedia } from './media.presenter';
import type { UploadField } from './upload.entity';
import { UploadService } from './upload.service';

@ApiTags('Media')
@Controller('api/v2/media/upload')
export class UploadController {
  constructor(private readonly uploads: UploadService) {}

  @Post('chunk')
  @Can('media.upload')
  @ApiOperation({ summary: 'Chunk Upload Media' })
  @ApiConsumes('multipart/form-data')
  @ApiHeader({ name: 'Content-Range', required: true, example: 'bytes 0-204799/500000' })
  @ApiCreatedResponse({ type: ChunkMediaDto })
  async chunk(
    @Granted() access: Access,
    @Body() body: ChunkDto,
    @Headers('content-range') header?: string,
  ): Promise<ChunkMediaDto> {
    const range = rangeOf(header);
    const chunk = { ...fileOf(body), range, ...(body.upload_id && { uploadId: body.upload_id }) };
    const { id, received, expiresAt } = await this.uploads.receive(signedIn(access), chunk);
    return { upload_id: id, offset: String(received), expires: instant(expiresAt) };
  }

  @Post('complete')
  @Can('media.upload')
  @ApiOperation({ summary: 'Chunk Upload Media Complete' })
  @ApiCreatedResponse({ type: MediaDto })
  async complete(
    @Granted() access: Access,
    @Body() { upload_id: uploadId, type, md5 }: CompleteUploadDto,
    @RequestUrl() { origin }: URL,
  ): Promise<MediaDto> {
    const wanted = { uploadId, md5, ...(type && ({ type: type === 'document' ? 'doc' : type } as const)) };
    return presentMedia(await this.uploads.complete(signedIn(access), wanted), origin);
  }
}

function rangeOf(header: string | undefined): ContentRange {
  const range = readContentRange(header);
  if (range) return range;
  throw invalidField('content_range', header ? 'invalid' : 'required', 'Send Content-Range: bytes first-last/total.');
}

function fileOf({ image, document }: ChunkDto): { readonly field: UploadField; readonly file: UploadedFile } {
  if (image && document) throw invalidField('document', 'invalid', 'Send either image or document, not both.');
  if (image) return { field: 'image', file: image };
  if (document) return { field: 'document', file: document };
  throw invalidField('image', 'required', 'No file was submitted.');
}
