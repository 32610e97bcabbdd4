import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';

import { notFound } from '../http/domain-error';
import { type Address, ApiPage, type Page, pageOf, RequestUrl } from '../http/page';
import type { Access } from '../policy/access';
import { AccessVia, Can, Granted } from '../policy/can.decorator';
import type { RowSubject } from '../policy/row.loader';
import { CategoryQuery } from './category-query.dto';
import { CategoryDto } from './category.dto';
import { CategoryLoader } from './category.loader';
import { presentCategory } from './category.presenter';
import { CategoryRepository } from './category.repository';

/** Categories. They are loaded by a command of the operator. */
@ApiTags('Category')
@Controller('api/v2/category')
export class CategoryController {
  constructor(private readonly categories: CategoryRepository) {}

  @Get()
  @Can('category.read')
  @ApiOperation({ summary: 'List the categories' })
  @ApiPage(CategoryDto)
  async list(
    @Granted() { viewer }: Access,
    @Query() query: CategoryQuery,
    @RequestUrl() url: Address,
  ): Promise<Page<CategoryDto>> {
    const [rows, count] = await this.categories.list(viewer, query, query);
    return pageOf(url, query, [rows.map((row) => presentCategory(row, url.origin)), count]);
  }

  @Get('search')
  @Can('category.read')
  @ApiOperation({ summary: 'Search the categories' })
  @ApiPage(CategoryDto)
  search(@Granted() access: Access, @Query() query: CategoryQuery, @RequestUrl() url: URL): Promise<Page<CategoryDto>> {
    return this.list(access, query, url);
  }

  @Get(':id')
  @Can('category.read')
  @AccessVia(CategoryLoader)
  @ApiParam({ name: 'id', type: 'integer' })
  @ApiOperation({ summary: 'Get a category' })
  @ApiOkResponse({ type: CategoryDto })
  async get(@Granted() { subject }: Access<RowSubject>, @RequestUrl() url: Address): Promise<CategoryDto> {
    const row = await this.categories.one(subject.id);
    if (!row) throw notFound();
    return presentCategory(row, url.origin);
  }
}
