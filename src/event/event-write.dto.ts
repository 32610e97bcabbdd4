import { UploadedFile } from '../http/uploaded-file';
import {
  Choice,
  Decimal,
  FileField,
  Flag,
  IdList,
  Ids,
  JsonField,
  Required,
  Text,
  Url,
  Whole,
  WireDate,
} from '../http/wire';
import { EVENT_LOCATIONS, type EventLocation } from './event.entity';
import { EVENT_PRIVACIES, type EventPrivacy } from './event.policy';
import { type Recurrence, RECURRENCES } from './recurrence';

/** Body of PATCH: what is absent stays as it is. */
export class EventPatchDto {
  @Text({ max: 255, description: 'Unique among events, whatever the case.', example: 'Open studio night' })
  name?: string;

  @Text({ blank: true, max: 10_000, nullable: true, description: 'What the event is about.' })
  description?: string | null;

  @Text({ blank: true, max: 50, nullable: true, description: 'A CSS colour for calendars.', example: '#DBDBDB' })
  color?: string | null;

  @Choice(EVENT_PRIVACIES, { description: 'Whether people subscribe or ask to; public when absent.' })
  privacy?: EventPrivacy;

  @Flag({ description: 'Whether strangers may know of the event; true when absent.' })
  visible?: boolean;

  @Flag({ description: 'False calls the event off; it can still be read.' })
  active?: boolean;

  @WireDate({ example: '2030-05-04T18:00:00Z', description: 'When the event, or its first repetition, starts.' })
  start_date?: Date;

  @WireDate({
    nullable: true,
    example: '2030-05-04T21:00:00Z',
    description: 'When the event, or the whole series, ends; an hour after the start when absent.',
  })
  end_date?: Date | null;

  @Choice(RECURRENCES, { description: 'How often the event repeats until its end; never when absent.' })
  recurring?: Recurrence;

  @Choice(EVENT_LOCATIONS, { example: 'in person' })
  location?: EventLocation;

  @Text({ blank: true, max: 500, nullable: true, description: 'Where the event takes place.' })
  geolocation?: string | null;

  @Decimal({ nullable: true, min: -90, max: 90 })
  geolocation_lat?: number | null;

  @Decimal({ nullable: true, min: -180, max: 180 })
  geolocation_lng?: number | null;

  @Url({ nullable: true, description: 'Where a virtual event takes place.' })
  link?: string | null;

  @FileField({ description: 'A picture. Left out, the picture stays.' })
  image_original?: UploadedFile;

  @IdList({ description: 'Ids of users to invite, or to accept if they asked, once the event is stored.' })
  invite_users?: number[];

  @JsonField({ nullable: true, description: 'Read and ignored: there are no live streams here.' })
  live_stream_settings?: unknown;

  @JsonField({ description: 'Read and ignored: there are no payments here.' })
  products?: unknown;
}

/** Body of PUT: what is absent and not required stays as it is. */
export class EventWriteDto extends EventPatchDto {
  @Required()
  declare name: string;

  @Required()
  declare start_date: Date;
}

/** Body of POST. */
export class EventCreateDto extends EventWriteDto {
  @Required()
  declare location: EventLocation;
}

/** Body of `going`: without users, the viewer himself goes. */
export class GoingDto {
  @Ids({
    required: false,
    example: undefined,
    description: 'Ids of users to mark as going; for the manager of the event.',
  })
  users?: number[];
}

/** Body of an addition to a gallery. */
export class GalleryMediaDto {
  @Whole({ required: true, min: 1, description: 'Id of a media that the manager uploaded.' })
  media: number;
}

/** Body of a removal from a gallery. */
export class GalleryMediasDto {
  @Ids({ description: 'Ids of media.' })
  medias: number[];
}
