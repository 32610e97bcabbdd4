import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Module,
  Param,
  Patch,
  Post,
  type Provider,
  Put,
  Query,
  Req,
  type Type,
} from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

import { createApp } from '../../src/app';
import type { HttpConfig } from '../../src/http/http-config';
import { UploadedFile } from '../../src/http/uploaded-file';

/** Answers with what arrived. */
@Controller('echo')
export class EchoController {
  @Get()
  get(@Query() query: object, @Body() body: object): object {
    return { query, body: body ?? null };
  }

  @Post()
  @HttpCode(200)
  post(@Query() query: object, @Body() body: object): object {
    return { query, body: shown(body) };
  }

  @Put()
  put(@Query() query: object, @Body() body: object): object {
    return { query, body: shown(body) };
  }

  @Patch()
  patch(@Query() query: object, @Body() body: object): object {
    return { query, body: shown(body) };
  }

  @Delete()
  delete(@Query() query: object, @Body() body: object): object {
    return { query, body: shown(body) };
  }

  @Post('nothing')
  @HttpCode(204)
  nothing(): void {}

  @Get('thing/:id')
  thing(@Param('id') id: string): object {
    return { id };
  }
}

/** Answers every address with what arrived there. */
@Controller()
export class CatchAllController {
  @Get('*')
  get(@Req() request: FastifyRequest): object {
    return arrivedWith(request);
  }

  @Post('*')
  post(@Req() request: FastifyRequest): object {
    return arrivedWith(request);
  }

  @Put('*')
  put(@Req() request: FastifyRequest): object {
    return arrivedWith(request);
  }

  @Patch('*')
  patch(@Req() request: FastifyRequest): object {
    return arrivedWith(request);
  }

  @Delete('*')
  delete(@Req() request: FastifyRequest): object {
    return arrivedWith(request);
  }
}

const arrivedWith = ({ method, url, query, body }: FastifyRequest): object => ({
  method,
  path: url.split('?')[0],
  query,
  body: shown(body),
});

const shown = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && !Array.isArray(body)
    ? Object.fromEntries(Object.entries(body).map(([name, value]) => [name, shownFile(value)]))
    : (body ?? null);

const shownFile = (value: unknown): unknown =>
  value instanceof UploadedFile
    ? { filename: value.filename, mimetype: value.mimetype, text: value.data.toString() }
    : value;

/** A small application of test controllers on the real transport, listening on a real socket. */
export class Server {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly origin: string,
  ) {}

  static async start(
    controllers: readonly Type[],
    config: Partial<HttpConfig> = {},
    providers: readonly Provider[] = [],
  ): Promise<Server> {
    @Module({ controllers: [...controllers], providers: [...providers] })
    class EchoModule {}
    const app = await createApp(EchoModule, { timeZone: 'UTC', ...config });
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as { port: number };
    return new Server(app, `http://127.0.0.1:${port}`);
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(this.origin + path, init);
  }

  async json(path: string, init: RequestInit = {}): Promise<{ status: number; body: any; headers: Headers }> {
    const response = await this.fetch(path, init);
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text), headers: response.headers };
  }

  stop(): Promise<void> {
    return this.app.close();
  }
}
