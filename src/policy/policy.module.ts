import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';

import { Clock } from '../clock';
import { RouteCheck } from './route-check';
import { ViewerLoader } from './viewer.loader';

/** What every feature needs to guard its routes. */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [Clock, RouteCheck, ViewerLoader],
  exports: [Clock, ViewerLoader],
})
export class PolicyModule {}
