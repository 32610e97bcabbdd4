import { isURL } from 'class-validator';

import { UploadedFile } from '../../http/uploaded-file';
import { Choice, Flag, IdList, ListOf, Required, Text, Whole } from '../../http/wire';
import { check, wire } from '../../http/wire-field';
import { QUESTION_TYPES, type QuestionType } from './grading';

const isAddress = (value: unknown): boolean =>
  typeof value === 'string' &&
  value.length <= 2000 &&
  isURL(value, { protocols: ['http', 'https'], require_protocol: true, require_tld: false });

/** A picture: a file of a multipart body, or the address of one elsewhere; null takes it away. */
const Picture = (): PropertyDecorator =>
  wire(
    { nullable: true, description: 'A picture as a file, or its address; null takes it away.' },
    {
      schema: { type: 'string', format: 'uri' },
      read: (value) => (typeof value === 'string' ? value.trim() : value),
      checks: [
        check('invalid', 'Send a file or a valid URL.', (value) => value instanceof UploadedFile || isAddress(value)),
      ],
    },
  );

/** One option of a question. */
export class AnswerWriteDto {
  @Whole({ min: 1, nullable: true, description: 'Id of an answer to change; without it, an answer is added.' })
  id?: number | null;

  @Text({ required: true, max: 2000 })
  text: string;

  @Flag({ description: 'Whether the option is right; false when absent.' })
  correct?: boolean;
}

/** Body of PATCH: what is absent stays as it is. */
export class QuestionPatchDto {
  @Choice(QUESTION_TYPES, { example: 'single_choice' })
  type?: QuestionType;

  @Text({ max: 5000, example: 'Which of these is a prime number?' })
  text?: string;

  @Picture()
  image?: UploadedFile | string | null;

  @ListOf(() => AnswerWriteDto, {
    min: 2,
    max: 100,
    example: [{ text: 'Seven', correct: true }, { text: 'Nine' }],
    description: 'All options in their order; those left out are deleted. One is right in a single choice.',
  })
  answers?: AnswerWriteDto[];
}

/** Body of POST and PUT. */
export class QuestionWriteDto extends QuestionPatchDto {
  @Required()
  declare type: QuestionType;

  @Required()
  declare text: string;

  @Required()
  declare answers: AnswerWriteDto[];
}

/** What is answered to one question. */
export class ResponseDto {
  @Whole({ required: true, min: 1 })
  question_id: number;

  @IdList({ required: true, max: 100, description: 'Ids of the chosen answers; exactly one in a single choice.' })
  selected_options: number[];
}

/** Body of an attempt. */
export class AttemptWriteDto {
  @ListOf(() => ResponseDto, { required: true, max: 1000, description: 'Exactly one for each question.' })
  responses: ResponseDto[];
}
