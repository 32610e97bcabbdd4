import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { TypeOrmModule } from '@nestjs/typeorm';
import { dataSourceOptions } from '../../ormconfig';
import { HealthController } from '../health/health.controller';
import type { Parts } from './service';

@Module({ controllers: [HealthController] })
class EmptyModule {
  static on(databaseUrl: string): DynamicModule {
    return { module: EmptyModule, imports: [TypeOrmModule.forRoot(dataSourceOptions(databaseUrl))] };
  }
}

/** What this installation is made of. */
export const parts: Parts<NestFastifyApplication> = {
  createApp: (_config, databaseUrl) =>
    NestFactory.create<NestFastifyApplication>(
      EmptyModule.on(databaseUrl),
      new FastifyAdapter({ routerOptions: { ignoreTrailingSlash: true } }),
      { logger: false },
    ),
  firstAdministrator: async () => ({ username: 'admin' }),
  demoCommunity: async () => [],
};
