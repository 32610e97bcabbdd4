import { Controller, Get, Res } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { unreadiness } from './readiness';

/** What probes are told; `reason` only when the service is not ready. */
export interface Health {
  readonly status: 'ok' | 'unavailable';
  readonly reason?: string;
}

/** For load balancers and supervisors: whether to restart the process, and whether to send it requests. */
@Controller('health')
export class HealthController {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** 200 as long as the process runs; says nothing about the database, which no restart would mend. */
  @Get('live/')
  live(): Health {
    return { status: 'ok' };
  }

  /** 200 when requests can be answered, else 503 with the reason. */
  @Get('ready/')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Health> {
    const reason = await unreadiness(this.source);
    if (reason === undefined) return { status: 'ok' };
    void reply.status(503);
    return { status: 'unavailable', reason };
  }
}
