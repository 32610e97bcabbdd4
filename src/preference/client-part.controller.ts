import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';

import { notFound } from '../http/domain-error';
import { type Address, ApiPage, type Page, PageQuery, pageOf, RequestUrl } from '../http/page';
import { Can } from '../policy/can.decorator';
import { MenuDto, ReactionDto } from './client-part.dto';

/** The menus that the official client puts below its pages: for members, and for visitors. */
const MENUS = ['base', 'not_logged'];

/** What the official client asks for while it shows courses and events, though none of it exists here. */
@ApiTags('Client')
@Controller('api/v2')
export class ClientPartController {
  @Get('custom_menu/:menu')
  @Can('service.read')
  @ApiParam({ name: 'menu', enum: MENUS })
  @ApiOperation({ summary: 'Get a menu, which is empty' })
  @ApiOkResponse({ type: MenuDto })
  menu(@Param('menu') name: string): MenuDto {
    const at = MENUS.indexOf(name);
    if (at < 0) throw notFound();
    return { id: at + 1, name, items: [] };
  }

  @Get('reaction')
  @Can('service.read')
  @ApiOperation({ summary: 'List the reactions, of which there are none' })
  @ApiPage(ReactionDto)
  reactions(@Query() page: PageQuery, @RequestUrl() url: Address): Page<ReactionDto> {
    return pageOf(url, page, [[], 0]);
  }
}
