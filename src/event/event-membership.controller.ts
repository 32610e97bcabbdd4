import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';

import { ApiAnyBody } from '../http/api-body';
import { type Address, ApiPage, type Page, pageOf, RequestUrl, WalkQuery } from '../http/page';
import { somebodyElse } from '../membership/somebody-else';
import { UsersDto } from '../membership/users.dto';
import { escalate } from '../policy/authorize';
import { AccessVia, Can, Granted } from '../policy/can.decorator';
import { UserDto } from '../user/user.dto';
import { presentUser } from '../user/user.presenter';
import { type EventAccess, EventAccessLoader } from './event-access.loader';
import { EventMembershipService } from './event-membership.service';
import { EventPeopleQuery, UnsubscribeDto, UnsubscribeQuery } from './event-query.dto';

/** Who belongs to an event. */
@ApiTags('Event')
@ApiParam({ name: 'id', type: 'integer', description: 'Id of the event.' })
@Controller('api/v2/event/:id')
@AccessVia(EventAccessLoader)
export class EventMembershipController {
  constructor(private readonly memberships: EventMembershipService) {}

  @Post('subscribe')
  @Can('event.subscribe')
  @HttpCode(204)
  @ApiOperation({ summary: 'Subscribe Or Accept Invite' })
  @ApiNoContentResponse()
  async subscribe(@Granted() event: EventAccess): Promise<void> {
    await this.memberships.subscribe(event);
  }

  @Delete('subscribe')
  @Can('event.unsubscribe', somebodyElse('event.expel'))
  @HttpCode(204)
  @ApiOperation({ summary: 'Unsubscribe From Event Or Remove request' })
  @ApiAnyBody()
  @ApiNoContentResponse()
  async unsubscribe(
    @Granted() event: EventAccess,
    @Query() query: UnsubscribeQuery,
    @Body() body: UnsubscribeDto,
  ): Promise<void> {
    const userId = query.user ?? body.user ?? event.viewer.id;
    if (userId === event.viewer.id) return this.memberships.unsubscribe(event);
    return this.memberships.expel(escalate(event, 'event.expel'), userId!);
  }

  @Get('subscribe')
  @Can('event.list_subscribers')
  @ApiOperation({ summary: 'Get Event Subscribed Users' })
  @ApiPage(UserDto)
  async listSubscribers(
    @Granted() event: EventAccess,
    @Query() query: WalkQuery,
    @RequestUrl() url: Address,
  ): Promise<Page<UserDto>> {
    const [rows, count, last] = await this.memberships.subscribers(event, query);
    return pageOf(url, query, [rows.map(({ user }) => presentUser(user)), count, last]);
  }

  @Get('request_subscribe')
  @Can('event.list_requests')
  @ApiOperation({ summary: 'Get Event Users Waiting Approval' })
  @ApiPage(UserDto)
  async listRequests(
    @Granted() event: EventAccess,
    @Query() query: WalkQuery,
    @RequestUrl() url: Address,
  ): Promise<Page<UserDto>> {
    const [rows, count, last] = await this.memberships.inState(event, 'requested', query);
    return pageOf(url, query, [rows.map(({ user }) => presentUser(user)), count, last]);
  }

  @Post('invite')
  @Can('event.invite')
  @HttpCode(204)
  @ApiOperation({ summary: 'Invite Users Or Accept Users' })
  @ApiAnyBody()
  @ApiNoContentResponse()
  async invite(@Granted() event: EventAccess, @Body() { users }: UsersDto): Promise<void> {
    await this.memberships.invite(event, users);
  }

  @Get('invite')
  @Can('event.list_invited')
  @ApiOperation({ summary: 'Get Event Invited Users' })
  @ApiPage(UserDto)
  async listInvited(
    @Granted() event: EventAccess,
    @Query() query: WalkQuery,
    @RequestUrl() url: Address,
  ): Promise<Page<UserDto>> {
    const [rows, count, last] = await this.memberships.inState(event, 'invited', query);
    return pageOf(url, query, [rows.map(({ user }) => presentUser(user)), count, last]);
  }

  @Delete('invite')
  @Can('event.uninvite')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove Invitation To Event' })
  @ApiAnyBody()
  @ApiNoContentResponse()
  async uninvite(@Granted() event: EventAccess, @Body() { users }: UsersDto): Promise<void> {
    await this.memberships.uninvite(event, users);
  }

  @Get('user')
  @Can('event.suggest_users')
  @ApiOperation({ summary: 'Specific Event Suggested Users' })
  @ApiPage(UserDto)
  async suggestUsers(
    @Granted() event: EventAccess,
    @Query() query: EventPeopleQuery,
    @RequestUrl() url: Address,
  ): Promise<Page<UserDto>> {
    const [users, count, last] = await this.memberships.suggestions(event, query.search, query);
    return pageOf(url, query, [users.map(presentUser), count, last]);
  }
}
