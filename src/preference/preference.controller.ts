import { Body, Controller, Get, Patch, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';

import { notFound } from '../http/domain-error';
import { type Address, ApiPage, type Page, pageOf, RequestUrl } from '../http/page';
import type { Access } from '../policy/access';
import { AccessVia, Can, Granted } from '../policy/can.decorator';
import type { RowSubject } from '../policy/row.loader';
import { DynamicPreferenceDto, FeatureDto, FeatureQuery, PreferenceQuery } from './preference.dto';
import { PreferenceLoader } from './preference.loader';
import { PreferenceRepository } from './preference.repository';
import { PreferenceService } from './preference.service';

/** The settings of the community. Clients read them before anything else, in one page and signed in or not. */
@ApiTags('Preference')
@Controller('api/v2')
export class PreferenceController {
  constructor(
    private readonly preferences: PreferenceRepository,
    private readonly service: PreferenceService,
  ) {}

  @Get('dynamic_preference')
  @Can('preference.read')
  @ApiOperation({ summary: 'List the preferences' })
  @ApiPage(DynamicPreferenceDto)
  async list(@Query() query: PreferenceQuery, @RequestUrl() url: Address): Promise<Page<DynamicPreferenceDto>> {
    const { search, section, ordering } = query;
    const keys = query.keys?.split(',').map((key) => key.trim());
    const [preferences, count] = await this.preferences.list({ search, section, keys }, query, ordering);
    return pageOf(url, query, [preferences.map((preference) => present(preference, url.origin)), count]);
  }

  @Get('dynamic_preference/search')
  @Can('preference.read')
  @ApiOperation({ summary: 'Search the preferences' })
  @ApiPage(DynamicPreferenceDto)
  search(@Query() query: PreferenceQuery, @RequestUrl() url: URL): Promise<Page<DynamicPreferenceDto>> {
    return this.list(query, url);
  }

  @Get('dynamic_preference/:id')
  @Can('preference.read')
  @AccessVia(PreferenceLoader)
  @ApiParam({ name: 'id', type: 'integer' })
  @ApiOperation({ summary: 'Get a preference' })
  @ApiOkResponse({ type: DynamicPreferenceDto })
  async get(@Granted() { subject }: Access<RowSubject>, @RequestUrl() url: Address): Promise<DynamicPreferenceDto> {
    const preference = await this.preferences.one(subject.id);
    if (!preference) throw notFound();
    return present(preference, url.origin);
  }

  @Patch('dynamic_preference')
  @Can('preference.update')
  @ApiOperation({ summary: 'Change preferences, all or none' })
  @ApiBody({
    description: 'Values by `section.name`, each of the kind that the preference has.',
    schema: {
      type: 'object',
      additionalProperties: { oneOf: [{ type: 'boolean' }, { type: 'string' }, { type: 'number' }] },
      example: { 'configurations.content_availability': true },
    },
  })
  @ApiOkResponse({ type: [DynamicPreferenceDto], description: 'The preferences that were named, as they are now.' })
  async update(
    @Body() changes: Record<string, unknown> | null | undefined,
    @RequestUrl() url: Address,
  ): Promise<DynamicPreferenceDto[]> {
    const changed = await this.service.update(changes ?? {});
    return changed.map((preference) => present(preference, url.origin));
  }

  @Get('feature')
  @Can('preference.read')
  @ApiOperation({ summary: 'List what is switched on' })
  @ApiPage(FeatureDto)
  async features(@Query() query: FeatureQuery, @RequestUrl() url: Address): Promise<Page<FeatureDto>> {
    const [features, count] = await this.preferences.features(query.name, query.search, query);
    return pageOf(url, query, [features.map(({ id, name, enabled }) => ({ id, name, enabled })), count]);
  }
}

/** A picture that is named by its path on this service gets an absolute address. */
function present({ id, section, name, value }: DynamicPreferenceDto, origin: string): DynamicPreferenceDto {
  const isPath = section === 'images' && typeof value === 'string' && /^\/(?!\/)/.test(value);
  return { id, section, name, value: isPath ? origin + value : value };
}
