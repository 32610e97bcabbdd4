import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { notFound } from '../http/domain-error';
import { type Address, ApiPage, type Page, pageOf, RequestUrl } from '../http/page';
import { type Access, signedIn } from '../policy/access';
import { AccessVia, Can, Granted } from '../policy/can.decorator';
import { CommunityLoader } from '../policy/community.loader';
import { UserDto, UserMeDto, UserPermissionDto } from './user.dto';
import { presentMe, presentPermission, presentUser } from './user.presenter';
import { NamedPeopleQuery } from './user-query.dto';
import { UserRepository } from './user.repository';

/** The viewer himself. */
@ApiTags('User')
@Controller('api/v2/user')
export class MeController {
  constructor(private readonly users: UserRepository) {}

  @Get('me')
  @Can('me.read')
  @AccessVia(CommunityLoader)
  @ApiOperation({ summary: 'Me' })
  @ApiOkResponse({ type: UserMeDto })
  async me(@Granted() access: Access): Promise<UserMeDto> {
    const user = await this.users.find(signedIn(access));
    if (!user) throw notFound();
    return presentMe(user, access.viewer.role, access.facts);
  }

  @Get('me/permission')
  @Can('me.read')
  @AccessVia(CommunityLoader)
  @ApiOperation({ summary: 'What I may do' })
  @ApiOkResponse({ type: UserPermissionDto })
  permission(@Granted() { facts }: Access): UserPermissionDto {
    return presentPermission(facts);
  }

  @Get('hidden_users')
  @Can('me.read')
  @ApiOperation({ summary: 'Users hidden by me' })
  @ApiPage(UserDto)
  async hiddenUsers(
    @Granted() access: Access,
    @Query() query: NamedPeopleQuery,
    @RequestUrl() url: Address,
  ): Promise<Page<UserDto>> {
    const { ordering, ...filter } = query;
    const [users, count, last] = await this.users.search({ ...filter, hiddenBy: signedIn(access) }, query, ordering);
    return pageOf(url, query, [users.map(presentUser), count, last]);
  }

  @Get('hidden_users_id')
  @Can('me.read')
  @ApiOperation({ summary: 'Ids of users hidden by me' })
  @ApiOkResponse({ schema: { type: 'array', items: { type: 'integer' } } })
  hiddenUserIds(@Granted() access: Access): Promise<number[]> {
    return this.users.hiddenBy(signedIn(access));
  }
}
