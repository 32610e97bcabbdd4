import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';

import { Clock } from '../clock';
import { CommunityLoader } from './community.loader';
import { RouteCheck } from './route-check';
import { NobodyLoader } from './nobody.loader';
import { ViewerLoader } from './viewer.loader';

/** What every feature needs to guard its routes. */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [Clock, CommunityLoader, RouteCheck, NobodyLoader, ViewerLoader],
  exports: [Clock, CommunityLoader, NobodyLoader, ViewerLoader],
})
export class PolicyModule {}
