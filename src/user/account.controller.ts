import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Can } from '../policy/can.decorator';
import { AccountQuery, CreateAccountDto } from './account.dto';
import { AccountService } from './account.service';
import { UserDto } from './user.dto';
import { presentProfile } from './user.presenter';

/** People, for administrators and the systems that act for them. */
@ApiTags('Account')
@Controller('api/v2/account')
export class AccountController {
  constructor(private readonly accounts: AccountService) {}

  @Post('create')
  @Can('account.create')
  @ApiOperation({ summary: 'Create a user' })
  @ApiCreatedResponse({ type: UserDto })
  async create(@Body() account: CreateAccountDto): Promise<UserDto> {
    return presentProfile(await this.accounts.create(account));
  }

  @Get('search')
  @Can('account.search')
  @ApiOperation({ summary: 'Find a user by username, email or ext_id' })
  @ApiOkResponse({ type: UserDto })
  async search(@Query() query: AccountQuery): Promise<UserDto> {
    return presentProfile(await this.accounts.search(query));
  }
}
