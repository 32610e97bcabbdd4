import { Controller, Get, Res } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { AccessVia, Can } from '../policy/can.decorator';
import { NobodyLoader } from '../policy/nobody.loader';
import { Health } from './health.dto';
import { unreadiness } from './readiness';

/** For load balancers and supervisors: whether to restart the process, and whether to send it requests. */
@ApiTags('Service')
@Controller('health')
export class HealthController {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** 200 as long as the process runs; says nothing about the database, which no restart would mend. */
  @Get('live')
  @Can('service.read')
  @AccessVia(NobodyLoader)
  @ApiOperation({ summary: 'Whether the process runs' })
  live(): Health {
    return { status: 'ok' };
  }

  /** 200 when requests can be answered, else 503 with the reason. */
  @Get('ready')
  @Can('service.read')
  @AccessVia(NobodyLoader)
  @ApiOperation({ summary: 'Whether requests can be answered' })
  @ApiResponse({ status: 503, type: Health, description: 'Not now; the reason is in the answer.' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Health> {
    const reason = await unreadiness(this.source);
    if (reason === undefined) return { status: 'ok' };
    void reply.status(503);
    return { status: 'unavailable', reason };
  }
}
