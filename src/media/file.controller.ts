import { Controller, Get, Header, Param, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';

import { notFound } from '../http/domain-error';
import { Can } from '../policy/can.decorator';
import { DOCUMENT_MIMETYPES } from './document-type';
import { placeholder } from './placeholder';
import { Storage } from './storage';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const FOLDER_KINDS: readonly string[] = ['course', 'event', 'category', 'media', 'document'];
const FILE = /^[A-Za-z0-9_-]{1,100}\.([a-z]{3,4})$/;

/** A stored file never changes, because a changed picture gets another key. */
const FOREVER = 'public, max-age=31536000, immutable';

/** Nothing that somebody uploaded is ever run, framed or taken for something else; pages elsewhere may show it. */
const Inert = (): MethodDecorator => (target, name, descriptor) => {
  Header('X-Content-Type-Options', 'nosniff')(target, name, descriptor);
  Header('Content-Security-Policy', "default-src 'none'; sandbox")(target, name, descriptor);
  Header('Cross-Origin-Resource-Policy', 'cross-origin')(target, name, descriptor);
};

/** The files themselves: what was uploaded, and the pictures for what never had one. */
@ApiExcludeController()
@Controller()
export class FileController {
  constructor(private readonly storage: Storage) {}

  @Get('media/:kind/:folder/:file')
  @Can('media.read_file')
  @Inert()
  @Header('Cache-Control', FOREVER)
  async file(
    @Param('kind') kind: string,
    @Param('folder') folder: string,
    @Param('file') file: string,
  ): Promise<StreamableFile> {
    const extension = FILE.exec(file)?.[1];
    if (!FOLDER_KINDS.includes(kind) || !UUID.test(folder) || extension === undefined) throw notFound();
    const stored = await this.storage.get(`${kind}/${folder}/${file}`);
    if (!stored) throw notFound();
    const facts =
      extension === 'webp'
        ? { type: 'image/webp' }
        : { type: typeOf(extension), disposition: `attachment; filename="${file}"` };
    return new StreamableFile(stored.body, { ...facts, length: stored.size });
  }

  @Get('static/cover.png')
  @Can('media.read_file')
  @Inert()
  @Header('Cache-Control', 'public, max-age=86400')
  cover(): Promise<StreamableFile> {
    return this.drawn('cover.png');
  }

  @Get('static/placeholder/:name')
  @Can('media.read_file')
  @Inert()
  @Header('Cache-Control', 'public, max-age=86400')
  placeholder(@Param('name') name: string): Promise<StreamableFile> {
    return this.drawn(name);
  }

  private async drawn(name: string): Promise<StreamableFile> {
    const picture = await placeholder(name);
    if (!picture) throw notFound();
    return new StreamableFile(picture, { type: 'image/png', length: picture.length });
  }
}

const typeOf = (extension: string): string => DOCUMENT_MIMETYPES[extension] ?? 'application/octet-stream';
