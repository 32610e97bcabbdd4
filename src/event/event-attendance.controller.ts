import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';

import { ApiAnyBody } from '../http/api-body';
import { type Address, ApiPage, type Page, pageOf, RequestUrl, WalkQuery } from '../http/page';
import { escalate } from '../policy/authorize';
import { AccessVia, Can, Granted, type Unless } from '../policy/can.decorator';
import { UserDto } from '../user/user.dto';
import { presentUser } from '../user/user.presenter';
import { type EventAccess, EventAccessLoader } from './event-access.loader';
import { EventMembershipService } from './event-membership.service';
import { GoingDto } from './event-write.dto';

/** Naming people makes going something that is done to them. */
const forOthers: Unless = {
  when: ({ body }) => body['users'] !== undefined && body['users'] !== null,
  rule: 'event.go_for_others',
};

/** Who comes to an event, and on whose feed it is shown. */
@ApiTags('Event')
@ApiParam({ name: 'id', type: 'integer', description: 'Id of the event.' })
@Controller('api/v2/event/:id')
@AccessVia(EventAccessLoader)
export class EventAttendanceController {
  constructor(private readonly memberships: EventMembershipService) {}

  @Post('going')
  @Can('event.go', forOthers)
  @HttpCode(204)
  @ApiOperation({ summary: 'Going to Event' })
  @ApiAnyBody()
  @ApiNoContentResponse()
  async go(@Granted() event: EventAccess, @Body() { users }: GoingDto): Promise<void> {
    if (users) return this.memberships.goForOthers(escalate(event, 'event.go_for_others'), users);
    return this.memberships.answer(event, 'go');
  }

  @Get('going')
  @Can('event.list_going')
  @ApiOperation({ summary: 'Get Event Going Users' })
  @ApiPage(UserDto)
  async listGoing(
    @Granted() event: EventAccess,
    @Query() query: WalkQuery,
    @RequestUrl() url: Address,
  ): Promise<Page<UserDto>> {
    const [rows, count, last] = await this.memberships.attending(event, 'going', query);
    return pageOf(url, query, [rows.map(({ user }) => presentUser(user)), count, last]);
  }

  @Delete('going')
  @Can('event.take_back_going')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove Going To Event' })
  @ApiNoContentResponse()
  async takeBackGoing(@Granted() event: EventAccess): Promise<void> {
    await this.memberships.answer(event, 'take_back_going');
  }

  @Post('not_going')
  @Can('event.not_go')
  @HttpCode(204)
  @ApiOperation({ summary: 'Not Going to Event' })
  @ApiNoContentResponse()
  async notGo(@Granted() event: EventAccess): Promise<void> {
    await this.memberships.answer(event, 'not_go');
  }

  @Get('not_going')
  @Can('event.list_not_going')
  @ApiOperation({ summary: 'Get Event Not Going Users' })
  @ApiPage(UserDto)
  async listNotGoing(
    @Granted() event: EventAccess,
    @Query() query: WalkQuery,
    @RequestUrl() url: Address,
  ): Promise<Page<UserDto>> {
    const [rows, count, last] = await this.memberships.attending(event, 'not_going', query);
    return pageOf(url, query, [rows.map(({ user }) => presentUser(user)), count, last]);
  }

  @Delete('not_going')
  @Can('event.take_back_not_going')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove Not Going To Event' })
  @ApiNoContentResponse()
  async takeBackNotGoing(@Granted() event: EventAccess): Promise<void> {
    await this.memberships.answer(event, 'take_back_not_going');
  }

  @Post('hide')
  @Can('event.hide')
  @HttpCode(204)
  @ApiOperation({ summary: 'Hide a Specific Event' })
  @ApiNoContentResponse()
  async hide(@Granted() event: EventAccess): Promise<void> {
    await this.memberships.setOffFeed(event, true);
  }

  @Post('show')
  @Can('event.show')
  @HttpCode(204)
  @ApiOperation({ summary: 'Show a Specific Event' })
  @ApiNoContentResponse()
  async show(@Granted() event: EventAccess): Promise<void> {
    await this.memberships.setOffFeed(event, false);
  }
}
