import { Module } from '@nestjs/common';

import { AccountController } from './account.controller';
import { AccountService } from './account.service';
import { MeController } from './me.controller';
import { UserAccessLoader } from './user-access.loader';
import { UserController } from './user.controller';
import { UserRepository } from './user.repository';

/** People. */
@Module({
  controllers: [AccountController, MeController, UserController],
  providers: [AccountService, UserAccessLoader, UserRepository],
  exports: [UserAccessLoader],
})
export class UserModule {}
