import { applyDecorators } from '@nestjs/common';
import { ApiBadRequestResponse, ApiConsumes } from '@nestjs/swagger';

import { ErrorsDto } from './error.dto';

/** Documents a write route: the three kinds of bodies that it takes, and 400 for what does not fit. */
export const ApiAnyBody = (): MethodDecorator =>
  applyDecorators(
    ApiConsumes('application/json', 'multipart/form-data', 'application/x-www-form-urlencoded'),
    ApiBadRequestResponse({ type: ErrorsDto, description: 'The body or the query does not fit.' }),
  );
