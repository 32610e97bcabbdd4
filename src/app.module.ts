import { type DynamicModule, Module } from '@nestjs/common';

import { AuthModule } from './auth/auth.module';
import { CategoryModule } from './category/category.module';
import type { Config } from './config/config';
import { ConfigModule } from './config/config.module';
import { CourseModule } from './course/course.module';
import { DatabaseModule } from './database/database.module';
import { EventModule } from './event/event.module';
import { HealthController } from './health/health.controller';
import { MediaModule } from './media/media.module';
import { PolicyModule } from './policy/policy.module';
import { PreferenceModule } from './preference/preference.module';
import { UserModule } from './user/user.module';

/** The configuration of a running service, which knows its database whether it brought one along or not. */
export type AppConfig = Config & { readonly databaseUrl: string };

/** The whole service. */
@Module({})
export class AppModule {
  static register(config: AppConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.register(config),
        DatabaseModule.register(config),
        PolicyModule,
        AuthModule,
        MediaModule.register(config.mediaStorage),
        UserModule,
        PreferenceModule,
        CategoryModule,
        CourseModule,
        EventModule.register(config),
      ],
      controllers: [HealthController],
    };
  }
}
