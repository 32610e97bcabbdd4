import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';

import { Clock } from '../clock';
import { CommunityLoader } from './community.loader';
import { RouteCheck } from './route-check';
import { ViewerLoader } from './viewer.loader';

/** What every feature needs to guard its routes. */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [Clock, CommunityLoader, RouteCheck, ViewerLoader],
  exports: [Clock, CommunityLoader, ViewerLoader],
})
export class PolicyModule {}
