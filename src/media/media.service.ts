import { Injectable } from '@nestjs/common';

import { Clock } from '../clock';
import { Database } from '../database/database';
import { EventAccessLoader } from '../event/event-access.loader';
import { type DomainError, invalidField, notFound } from '../http/domain-error';
import { type Access, type Claim, signedIn } from '../policy/access';
import { readEmbed } from './embed';
import type { MediaAccess } from './media-access.loader';
import { MediaFiles } from './media-files';
import type { CreateMediaDto } from './media-body.dto';
import type { Embed } from './media.entity';
import type { MediaRow } from './media.presenter';
import { MediaRepository, type NewMedia } from './media.repository';

/** Media that are made of an address, and what becomes of media later. */
@Injectable()
export class MediaService {
  constructor(
    private readonly db: Database,
    private readonly media: MediaRepository,
    private readonly files: MediaFiles,
    private readonly events: EventAccessLoader,
    private readonly clock: Clock,
  ) {}

  /** Makes a media of an address, of something to embed or of an event that the viewer can see. Throws 400. */
  async create(access: Access, wanted: CreateMediaDto): Promise<MediaRow> {
    const media = await this.described(access.claim, wanted);
    return this.media.add(this.db, signedIn(access), { ...media, addedAt: this.clock.now() });
  }

  /** Shows a media by the picture at an address elsewhere; an uploaded picture is thrown away. */
  async showImage({ subject }: MediaAccess, image: string): Promise<MediaRow> {
    const discarded = subject.type === 'doc' ? null : subject.folder;
    const updated = await this.db.transaction(async (tx) => {
      const row = await this.media.showImage(tx, { id: subject.id, image, forget: discarded !== null });
      if (!row) throw notFound();
      await this.files.discard(tx, discarded);
      return row;
    });
    if (discarded !== null) await this.files.remove(discarded);
    return updated;
  }

  /** Deletes a media with its files, wherever it is shown. */
  async delete({ subject }: MediaAccess): Promise<void> {
    const removed = await this.db.transaction(async (tx) => {
      const row = await this.media.remove(tx, subject.id);
      if (!row) throw notFound();
      await this.files.discard(tx, row.folder);
      return row;
    });
    if (removed.folder !== null) await this.files.remove(removed.folder);
  }

  private async described(claim: Claim, wanted: CreateMediaDto): Promise<Omit<NewMedia, 'addedAt'>> {
    const { type, url, embed, event_object: eventId, shared_object: contributionId } = wanted;
    if (contributionId !== undefined) throw unknown('shared_object', contributionId);
    if (eventId !== undefined) return { type: 'share', embed: await this.sharedEvent(claim, eventId) };
    if (type === 'share') throw required('event_object');
    if (type === 'embed') {
      if (embed === undefined) throw required('embed');
      return { type, embed: readEmbed(embed) };
    }
    if (url === undefined) throw required('url');
    return type === 'image' ? { type, url, image: url } : { type, url };
  }

  /** An event that the viewer may not know of is as unknown as one that does not exist. */
  private async sharedEvent(claim: Claim, id: number): Promise<Embed> {
    const { position } = await this.events.find(this.db, claim, { id });
    if (!position?.visible) throw unknown('event_object', id);
    return { embed_type: 'sc_shared_event', embed_id: String(id), url: null, metadata: {} };
  }
}

const required = (field: string): DomainError => invalidField(field, 'required', 'This field is required.');

const unknown = (field: string, id: number): DomainError =>
  invalidField(field, 'does_not_exist', `Invalid pk "${id}" - object does not exist.`);
