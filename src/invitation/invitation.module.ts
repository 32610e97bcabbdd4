import { Global, Module } from '@nestjs/common';

import type { Config } from '../config/config';
import { CONFIG } from '../config/config.module';
import { CourseAccessLoader } from '../course/course-access.loader';
import { EventAccessLoader } from '../event/event-access.loader';
import { type BudgetWatch, InvitationBudget } from '../membership/invitation-budget';
import { METRICS } from '../observability/observability.module';
import { InvitationSweeper } from './invitation.sweeper';

/** How many invitations there may be, and what becomes of those that are too many. */
@Global()
@Module({
  providers: [
    {
      provide: InvitationBudget,
      useFactory: ({ invitations }: Config, watch?: BudgetWatch) => new InvitationBudget(invitations, watch),
      inject: [CONFIG, { token: METRICS, optional: true }],
    },
    CourseAccessLoader,
    EventAccessLoader,
    InvitationSweeper,
  ],
  exports: [InvitationBudget],
})
export class InvitationModule {}
