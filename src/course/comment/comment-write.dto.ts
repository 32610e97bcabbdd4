import { PageQuery } from '../../http/page';
import { IdList, Text, Whole } from '../../http/wire';

/** Body of POST, PUT and PATCH: what is absent stays as it is. Text or media must be there in the end. */
export class CommentWriteDto {
  @Text({
    blank: true,
    max: 50_000,
    description: 'HTML; what is not safe to show to others is left out.',
    example: '<p>Thank you, this helped.</p>',
  })
  text?: string;

  @Whole({ min: 1, nullable: true, description: 'The comment that opens the thread; cannot change.' })
  parent?: number | null;

  @Whole({ min: 1, nullable: true, description: 'The reply of the same thread that is answered; cannot change.' })
  in_reply_to?: number | null;

  @IdList({ max: 100, description: 'Ids of media that the user uploaded, or that are attached already.' })
  medias?: number[];
}

/** Narrows and orders the comments on a lesson. */
export class CommentsQuery extends PageQuery {
  @Whole({ min: 1, description: 'The replies to this comment instead of the comments that open threads.' })
  parent?: number;

  @Text({ blank: true, description: 'created_at (or added_at), with a minus for the reverse; created_at when absent.' })
  ordering?: string;
}
