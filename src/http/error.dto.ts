import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';

import { ERROR_CODES, type ErrorCode } from './domain-error';

/** What is wrong with the request as a whole, or with one field inside `FieldErrorDto`. */
export class ErrorMessageDto {
  @ApiProperty({ enum: ERROR_CODES, example: 'permission_denied' })
  readonly code: ErrorCode;

  @ApiProperty({ example: 'You do not have permission to perform this action.' })
  readonly message: string;
}

/** What is wrong with one field. */
export class FieldErrorDto {
  @ApiProperty({ example: 'name' })
  readonly field: string;

  @ApiProperty({ type: [ErrorMessageDto], example: [{ code: 'unique', message: 'This name is taken.' }] })
  readonly messages: readonly ErrorMessageDto[];
}

/** The body of every refusal. */
@ApiExtraModels(ErrorMessageDto, FieldErrorDto)
export class ErrorsDto {
  @ApiProperty({
    type: 'array',
    minItems: 1,
    items: { oneOf: [{ $ref: getSchemaPath(FieldErrorDto) }, { $ref: getSchemaPath(ErrorMessageDto) }] },
  })
  readonly errors: readonly (FieldErrorDto | ErrorMessageDto)[];
}
