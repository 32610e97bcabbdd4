import { type DynamicModule, Module } from '@nestjs/common';

import { AuthModule } from './auth/auth.module';
import { CategoryModule } from './category/category.module';
import { CalendarModule } from './calendar/calendar.module';
import type { Config } from './config/config';
import { ConfigModule } from './config/config.module';
import { ContentModule } from './course/content.module';
import { CourseModule } from './course/course.module';
import { DatabaseModule } from './database/database.module';
import { EventModule } from './event/event.module';
import { HealthController } from './health/health.controller';
import { InvitationModule } from './invitation/invitation.module';
import { MediaModule } from './media/media.module';
import { ObservabilityModule } from './observability/observability.module';
import { PolicyModule } from './policy/policy.module';
import { PreferenceModule } from './preference/preference.module';
import { ThrottleModule } from './throttle/throttle.module';
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
        ObservabilityModule.register(config),
        DatabaseModule.register(config),
        PolicyModule,
        ThrottleModule.register(config.throttling),
        AuthModule,
        MediaModule.register(config.mediaStorage),
        UserModule,
        PreferenceModule,
        CategoryModule,
        InvitationModule,
        CourseModule,
        ContentModule,
        EventModule.register(config),
        CalendarModule,
      ],
      controllers: [HealthController],
    };
  }
}
