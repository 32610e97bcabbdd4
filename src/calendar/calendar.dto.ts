import { Uri } from '../http/answer';

/** Where calendar programs find what concerns the viewer. */
export class CalendarFeedDto {
  /** Shown this once; whoever knows it can read the calendar until it is replaced or revoked. */
  @Uri()
  url: string;
}
