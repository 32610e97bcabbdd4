import { createHash, randomBytes } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { EventRepository } from '../event/event.repository';
import { EventSettings } from '../event/event.settings';
import { notFound } from '../http/domain-error';
import { entryOfEvent, entryOfSection } from './calendar-entry';
import { CalendarRepository } from './calendar.repository';
import { calendarText } from './ics';

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Events and the opening of sections as iCalendar texts. `host` makes the ids of entries unique in the world. */
@Injectable()
export class CalendarService {
  constructor(
    private readonly calendars: CalendarRepository,
    private readonly events: EventRepository,
    private readonly settings: EventSettings,
  ) {}

  /** One event. The caller has checked that the viewer may see it; 404 when it was deleted since. */
  async ofEvent(eventId: number, viewerId: number | null, host: string): Promise<string> {
    const event = await this.events.one(eventId, viewerId);
    if (!event) throw notFound();
    const entry = entryOfEvent(event, host, this.settings.hidePrivateEventPlace);
    return calendarText([entry], { name: event.name, zone: this.settings.timeZone });
  }

  /** Gives a person a new secret and returns it. Only its hash is kept, and the secret before is no longer good. */
  async open(userId: number): Promise<string> {
    const secret = randomBytes(32).toString('base64url');
    await this.calendars.open(userId, hashOf(secret));
    return secret;
  }

  /** Revokes a person's secret, if he has one. */
  close(userId: number): Promise<void> {
    return this.calendars.close(userId);
  }

  /**
   * What concerns the owner of a secret: his events, but for those he does not come to, and the sections of his courses.
   * 404 for a secret that was revoked and for one that never was.
   */
  async ofSecret(secret: string, host: string): Promise<string> {
    const userId = await this.calendars.ownerOf(hashOf(secret));
    if (userId === null) throw notFound();
    const filter = { status: 'any subscriber', declined: false } as const;
    const [events] = await this.events.list(userId, filter, { limit: null, offset: 0 }, 'ending');
    const sections = await this.calendars.sectionsOf(userId);
    const entries = [
      ...events.map((event) => entryOfEvent(event, host, this.settings.hidePrivateEventPlace)),
      ...sections.map((section) => entryOfSection(section, host)),
    ];
    return calendarText(entries, { name: 'Events and courses', zone: this.settings.timeZone });
  }
}
