import { rm } from 'node:fs/promises';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type CanActivate, type ExecutionContext, Injectable, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { configureApp } from '../../src/app';
import { Clock } from '../../src/clock';
import { Database } from '../../src/database/database';
import { DatabaseModule } from '../../src/database/database.module';
import { createAdapter } from '../../src/http/fastify';
import { MediaSweeper } from '../../src/media/media-sweeper';
import { MediaFiles } from '../../src/media/media-files';
import { MediaModule } from '../../src/media/media.module';
import { MediaRepository } from '../../src/media/media.repository';
import type { PolicyRequest } from '../../src/policy/access';
import { PolicyGuard } from '../../src/policy/policy.guard';
import { PolicyModule } from '../../src/policy/policy.module';
import { createTestDatabase, type TestDatabase } from '../harness/test-database';

/** Believes a token that is the id of a user: these tests are not about signatures. */
@Injectable()
class TrustingGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<PolicyRequest>();
    const id = /^Bearer (\d+)$/.exec(request.headers.authorization ?? '')?.[1];
    request.claim = { userId: id ? Number(id) : null, sessionId: null };
    return true;
  }
}

/** A clock that stands still until it is moved. */
export class FakeClock extends Clock {
  private time = new Date('2026-11-20T12:00:00Z');

  override now(): Date {
    return this.time;
  }

  pass(hours: number): void {
    this.time = new Date(this.time.getTime() + hours * 3_600_000);
  }
}

export interface Answer {
  readonly status: number;
  readonly body: any;
  readonly headers: Headers;
}

/** A client of one person, or of nobody. */
export interface Client {
  readonly id: number;
  send(method: string, path: string, body?: object | FormData, headers?: Record<string, string>): Promise<Answer>;
}

/** The media part of the service on a database and a folder of its own. */
export class MediaApp {
  readonly clock = new FakeClock();
  readonly nobody: Client = this.client(0);
  private app: NestFastifyApplication;
  private database: TestDatabase;
  readonly dataDir = mkdtempSync(join(tmpdir(), 'convene-media-'));
  origin: string;

  async start(): Promise<void> {
    this.database = await createTestDatabase();
    @Module({
      imports: [
        DatabaseModule.register({
          databaseUrl: this.database.url,
          databasePoolSize: 10,
          databaseReplicaUrls: [],
          databasePrepared: true,
          databaseTimeout: 10_000,
        }),
        PolicyModule,
        MediaModule.register({ kind: 'file', dataDir: this.dataDir }),
      ],
      providers: [
        { provide: APP_GUARD, useClass: TrustingGuard },
        { provide: APP_GUARD, useClass: PolicyGuard },
      ],
    })
    class TestModule {}
    const module = await Test.createTestingModule({ imports: [TestModule] })
      .overrideProvider(Clock)
      .useValue(this.clock)
      .compile();
    const config = { timeZone: 'UTC' };
    this.app = configureApp(module.createNestApplication(createAdapter(config)));
    await this.app.listen(0, '127.0.0.1');
    this.origin = `http://127.0.0.1:${(this.app.getHttpServer().address() as { port: number }).port}`;
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.database.drop();
    await rm(this.dataDir, { recursive: true });
  }

  get db(): Database {
    return this.app.get(Database);
  }

  get files(): MediaFiles {
    return this.app.get(MediaFiles);
  }

  get repository(): MediaRepository {
    return this.app.get(MediaRepository);
  }

  sweep(): Promise<void> {
    return this.app.get(MediaSweeper).sweep();
  }

  async person(): Promise<Client> {
    const [row] = await this.db.query<{ id: number }>(
      `INSERT INTO app_user (username) VALUES (gen_random_uuid()) RETURNING id`,
    );
    return this.client(row!.id);
  }

  private client(id: number): Client {
    const authorization: Record<string, string> = id ? { Authorization: `Bearer ${id}` } : {};
    return {
      id,
      send: async (method, path, body, headers = {}) => {
        const isForm = body instanceof FormData;
        const response = await fetch(path.startsWith('http') ? path : this.origin + path, {
          method,
          headers: { ...authorization, ...(body && !isForm && { 'Content-Type': 'application/json' }), ...headers },
          ...(body && { body: isForm ? body : JSON.stringify(body) }),
        });
        const text = await response.text();
        return { status: response.status, body: text === '' ? undefined : JSON.parse(text), headers: response.headers };
      },
    };
  }
}
