/** What operators decide about events. */
export abstract class EventSettings {
  /** IANA zone of the site: where days begin, and whose clocks repeated events follow. */
  abstract readonly timeZone: string;
  /** Whether the place of a private event is hidden from people who are not in it. */
  abstract readonly hidePrivateEventPlace: boolean;
}
