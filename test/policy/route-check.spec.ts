import { Controller, Get, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';

import { RouteCheck } from '../../src/policy/route-check';

it('an application with a route that has no rule does not start', async () => {
  @Controller('bare')
  class BareController {
    @Get()
    read(): string {
      return 'anything';
    }
  }
  @Module({ imports: [DiscoveryModule], controllers: [BareController], providers: [RouteCheck] })
  class BareModule {}
  const module = await Test.createTestingModule({ imports: [BareModule] }).compile();
  await expect(module.init()).rejects.toThrow('Routes without a policy: BareController.read');
});
