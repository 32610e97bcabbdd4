import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';

import { notFound } from '../http/domain-error';
import { type Address, ApiPage, type Page, pageOf, RequestUrl } from '../http/page';
import { AccessVia, Can, Granted } from '../policy/can.decorator';
import { type UserAccess, UserAccessLoader } from './user-access.loader';
import { UserDto, UserSettingsDto, UserTrimmedDto } from './user.dto';
import { presentProfile, presentUser, presentUserTrimmed } from './user.presenter';
import { AutocompleteQuery, UserSearchQuery } from './user-query.dto';
import { UserRepository } from './user.repository';

/** Nobody can change these yet. */
const SETTINGS: UserSettingsDto = {
  qa_frequency: -1,
  email_notification_not_qa: 0,
  mobile_notifications_scmty: 0,
  show_toast_notifications: 1,
  toast_notifications_emit_sound: 0,
};

/** People. */
@ApiTags('User')
@Controller('api/v2/user')
export class UserController {
  constructor(private readonly users: UserRepository) {}

  @Get('search')
  @Can('users.search')
  @ApiOperation({ summary: 'Search users' })
  @ApiPage(UserDto)
  async search(@Query() query: UserSearchQuery, @RequestUrl() url: Address): Promise<Page<UserDto>> {
    const { user: search, ordering, ...filter } = query;
    const [users, count, last] = await this.users.search({ ...filter, search }, query, ordering);
    return pageOf(url, query, [users.map(presentUser), count, last]);
  }

  @Get('autocomplete')
  @Can('users.search')
  @ApiOperation({ summary: 'Complete a name while it is typed' })
  @ApiPage(UserTrimmedDto)
  async autocomplete(@Query() query: AutocompleteQuery, @RequestUrl() url: Address): Promise<Page<UserTrimmedDto>> {
    const { exclude, ordering, ...filter } = query;
    const [users, count, last] = await this.users.search({ ...filter, except: idsIn(exclude) }, query, ordering);
    return pageOf(url, query, [users.map(presentUserTrimmed), count, last]);
  }

  @Get(':id')
  @Can('user.read')
  @AccessVia(UserAccessLoader)
  @ApiParam({ name: 'id', type: 'integer' })
  @ApiOperation({ summary: 'Get a user' })
  @ApiOkResponse({ type: UserDto })
  async get(@Granted() { subject }: UserAccess): Promise<UserDto> {
    const user = await this.users.find(subject.id);
    if (!user) throw notFound();
    return presentProfile(user);
  }

  @Get(':id/settings')
  @Can('user.read_settings')
  @AccessVia(UserAccessLoader)
  @ApiParam({ name: 'id', type: 'integer' })
  @ApiOperation({ summary: 'Get my settings' })
  @ApiOkResponse({ type: UserSettingsDto })
  settings(): UserSettingsDto {
    return SETTINGS;
  }
}

/** What is no id excludes nobody. */
const idsIn = (list = ''): number[] =>
  list
    .split(',')
    .map((item) => item.trim())
    .filter((item) => /^\d{1,9}$/.test(item))
    .map(Number);
