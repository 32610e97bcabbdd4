import { ApiProperty } from '@nestjs/swagger';

import { Integer } from '../http/answer';
import { AllPageQuery } from '../http/page';
import { Text } from '../http/wire';

/** What a preference can be set to. */
export type PreferenceValue = string | number | boolean | null;

/** One setting of the community. */
export class DynamicPreferenceDto {
  @Integer()
  id: number;
  section: string;
  name: string;
  /** Of its own JSON type, which never changes. */
  @ApiProperty({ oneOf: [{ type: 'boolean' }, { type: 'string' }, { type: 'number' }], example: true })
  value: PreferenceValue;
}

/** Narrows the list of preferences. */
export class PreferenceQuery extends AllPageQuery {
  @Text({ blank: true, description: 'Contained in the section or the name, in any case.' })
  search?: string;

  @Text({ blank: true, description: 'Only preferences of this section.', example: 'configurations' })
  section?: string;

  @Text({ blank: true, description: 'Only these, separated by commas: `name` or `section.name`.' })
  keys?: string;

  @Text({ blank: true, description: 'id, section or name, with a minus for the reverse; id when absent.' })
  ordering?: string;
}

/** A part of the community that is switched on or off. */
export class FeatureDto {
  @Integer()
  id: number;
  name: string;
  enabled: boolean;
}

/** Narrows the list of features. */
export class FeatureQuery extends AllPageQuery {
  @Text({ blank: true, description: 'Only the feature of this name.' })
  name?: string;

  @Text({ blank: true, description: 'Contained in the name, in any case.' })
  search?: string;
}
