import { existsSync } from 'node:fs';
import { join } from 'node:path';

import sharp from 'sharp';

import { imageUrls } from '../../src/media/image-urls';
import { mediaRowSql } from '../../src/media/media.repository';
import { type MediaRow, presentMedia } from '../../src/media/media.presenter';
import { type Answer, type Client, MediaApp } from './media-app';

const app = new MediaApp();
let ada: Client;
let eve: Client;

beforeAll(async () => {
  await app.start();
  [ada, eve] = [await app.person(), await app.person()];
});
afterAll(() => app.stop());

const create = (who: Client, body: object) => who.send('POST', '/api/v2/media/', body);
const complaint = ({ status, body }: Answer) => [
  status,
  body.errors[0].field ?? null,
  (body.errors[0].messages?.[0] ?? body.errors[0]).code,
];
const picture = () =>
  sharp({ create: { width: 1400, height: 700, channels: 3, background: 'teal' } })
    .jpeg()
    .toBuffer();

/** A picture that `who` uploaded. */
async function uploaded(who: Client): Promise<MediaRow> {
  const { key, images } = await app.files.savePicture('media', await picture(), 'image');
  const [image, thumbnail] = images;
  return app.db.transaction(async (tx) => {
    await app.files.keep(tx, key);
    return app.repository.add(tx, who.id, {
      type: 'image',
      folder: key,
      file: image!.name,
      mimetype: 'image/webp',
      size: image!.data.length,
      width: image!.width,
      height: image!.height,
      thumbnailWidth: thumbnail!.width,
      thumbnailHeight: thumbnail!.height,
      addedAt: app.clock.now(),
    });
  });
}

const folderOf = ({ folder }: MediaRow) => join(app.dataDir, 'media', folder!);

describe('a media of an address', () => {
  it('is made of a link', async () => {
    const { status, body } = await create(ada, { type: 'url', url: 'https://example.org/a?b=c' });
    expect(status).toBe(201);
    expect(body).toMatchObject({ type: 'url', url: 'https://example.org/a?b=c', image: null, embed: null, size: null });
    expect((await eve.send('GET', `/api/v2/media/${body.id}/`)).body).toEqual(body);
  });

  it('is made of a picture elsewhere', async () => {
    const { body } = await create(ada, { type: 'image', url: 'https://example.org/a.png' });
    expect(body).toMatchObject({ type: 'image', image: 'https://example.org/a.png', image_thumbnail: null });
  });

  it('is made of an embed', async () => {
    const embed = { embed_type: 'sc_link', embed_id: 'abc', url: 'https://example.org/', metadata: { title: 'A' } };
    const { status, body } = await create(ada, { type: 'embed', embed });
    expect([status, body.embed]).toEqual([201, { id: body.id, ...embed }]);
  });

  it('is made of an event only by those who can see it', async () => {
    const event = async (visible: boolean) => {
      const [row] = await app.db.query<{ id: number }>(
        `INSERT INTO event (name, slug, start_date, end_date, location, visible, created_by_id, managed_by_id)
         VALUES ($1, $1, '2027-01-01', '2027-01-02', 'virtual', $2, $3, $3) RETURNING id`,
        [`event ${visible}`, visible, ada.id],
      );
      return row!.id;
    };
    const [shown, hidden] = [await event(true), await event(false)];
    const { status, body } = await create(eve, { type: 'share', event_object: shown });
    expect([status, body.type, body.embed.embed_type, body.embed.embed_id]).toEqual([
      201,
      'share',
      'sc_shared_event',
      String(shown),
    ]);
    const secret = await create(eve, { type: 'share', event_object: hidden });
    const missing = await create(eve, { type: 'share', event_object: hidden + 1 });
    expect(complaint(secret)).toEqual([400, 'event_object', 'does_not_exist']);
    expect(complaint(missing)).toEqual(complaint(secret));
  });

  it.each<[object, string, string]>([
    [{}, 'type', 'required'],
    [{ type: 'movie' }, 'type', 'invalid_choice'],
    [{ type: 'url' }, 'url', 'required'],
    [{ type: 'image' }, 'url', 'required'],
    [{ type: 'url', url: 'javascript:alert(1)' }, 'url', 'invalid'],
    [{ type: 'url', url: 'not a url' }, 'url', 'invalid'],
    [{ type: 'embed' }, 'embed', 'required'],
    [{ type: 'embed', embed: 'x' }, 'embed', 'invalid'],
    [{ type: 'embed', embed: { embed_type: 'sc_link' } }, 'embed', 'invalid'],
    [{ type: 'embed', embed: { embed_type: 'other', embed_id: '1' } }, 'embed', 'invalid'],
    [{ type: 'embed', embed: { embed_type: 'sc_link', embed_id: '1', url: 'javascript:1' } }, 'embed', 'invalid'],
    [
      { type: 'embed', embed: { embed_type: 'sc_link', embed_id: '1', metadata: { a: 'x'.repeat(10_000) } } },
      'embed',
      'invalid',
    ],
    [{ type: 'share' }, 'event_object', 'required'],
    [{ type: 'share', shared_object: 5 }, 'shared_object', 'does_not_exist'],
  ])('is refused: %j', async (body, field, code) => {
    expect(complaint(await create(ada, body))).toEqual([400, field, code]);
  });
});

describe('what one may do with a media', () => {
  it('is nothing without signing in', async () => {
    const { id } = await uploaded(ada);
    expect((await create(app.nobody, { type: 'url', url: 'https://example.org' })).status).toBe(401);
    for (const method of ['GET', 'PUT', 'DELETE']) {
      expect((await app.nobody.send(method, `/api/v2/media/${id}/`)).status).toBe(401);
    }
  });

  it('is reading for others, changing and deleting for the owner', async () => {
    const { id } = await uploaded(ada);
    const image = 'https://example.org/new.png';
    expect((await eve.send('GET', `/api/v2/media/${id}/`)).status).toBe(200);
    expect(complaint(await eve.send('PUT', `/api/v2/media/${id}/`, { image }))).toEqual([
      403,
      null,
      'permission_denied',
    ]);
    expect(complaint(await eve.send('DELETE', `/api/v2/media/${id}/`))).toEqual([403, null, 'permission_denied']);
    expect((await ada.send('PUT', `/api/v2/media/${id}/`, { image })).status).toBe(200);
    expect((await ada.send('DELETE', `/api/v2/media/${id}/`)).status).toBe(204);
  });

  it('is nothing when it does not exist', async () => {
    for (const id of ['999999', '0', 'abc', '99999999999']) {
      for (const method of ['GET', 'PUT', 'DELETE']) {
        expect((await ada.send(method, `/api/v2/media/${id}/`)).status).toBe(404);
      }
    }
  });

  it('deletes its files with it', async () => {
    const media = await uploaded(ada);
    const { image } = (await ada.send('GET', `/api/v2/media/${media.id}/`)).body;
    expect((await fetch(image)).status).toBe(200);
    await ada.send('DELETE', `/api/v2/media/${media.id}/`);
    expect([(await fetch(image)).status, existsSync(folderOf(media))]).toEqual([404, false]);
    expect((await ada.send('GET', `/api/v2/media/${media.id}/`)).status).toBe(404);
  });

  it('gives it a picture from elsewhere and throws the uploaded one away', async () => {
    const media = await uploaded(ada);
    expect(complaint(await ada.send('PUT', `/api/v2/media/${media.id}/`, {}))).toEqual([400, 'image', 'required']);
    const { body } = await ada.send('PUT', `/api/v2/media/${media.id}/`, { image: 'https://example.org/new.png' });
    expect(body).toMatchObject({
      image: 'https://example.org/new.png',
      image_width: null,
      image_thumbnail: null,
      size: null,
    });
    expect((await eve.send('GET', `/api/v2/media/${media.id}/`)).body).toEqual(body);
    expect(existsSync(folderOf(media))).toBe(false);
  });
});

describe('the pictures of courses and events', () => {
  it('are served in four sizes once their owner is stored', async () => {
    const key = await app.files.saveImages('event', await picture(), 'image_original');
    await app.db.transaction((tx) => app.files.keep(tx, key));
    const sizes = await Promise.all(
      Object.values(imageUrls(app.origin, 'event', key)).map(async (url) => {
        const { width, height } = await sharp(Buffer.from(await (await fetch(url)).arrayBuffer())).metadata();
        return `${width}x${height}`;
      }),
    );
    expect(sizes).toEqual(['1200x600', '1000x500', '600x300', '300x150']);
    app.clock.pass(48);
    await app.sweep();
    expect((await fetch(imageUrls(app.origin, 'event', key).image_big)).status).toBe(200);
  });

  it('are swept when their owner was never stored, but not while he may still be', async () => {
    const key = await app.files.saveImages('course', await picture(), 'image_original');
    const { image_big: url } = imageUrls(app.origin, 'course', key);
    await app.sweep();
    expect((await fetch(url)).status).toBe(200);
    app.clock.pass(2);
    await expect(app.db.transaction((tx) => app.files.keep(tx, key))).rejects.toThrow('too late');
    await Promise.all([app.sweep(), app.sweep()]);
    expect((await fetch(url)).status).toBe(404);
  });

  it('stay when the transaction that discards them is rolled back', async () => {
    const key = await app.files.saveImages('course', await picture(), 'image_original');
    await app.db.transaction((tx) => app.files.keep(tx, key));
    const failed = app.db.transaction(async (tx) => {
      await app.files.discard(tx, key);
      throw new Error('something else failed');
    });
    await expect(failed).rejects.toThrow('something else');
    await app.sweep();
    expect((await fetch(imageUrls(app.origin, 'course', key).image_big)).status).toBe(200);
  });

  it('are placeholders when nobody uploaded any', async () => {
    for (const url of [
      ...Object.values(imageUrls(app.origin, 'course', null)),
      ...Object.values(imageUrls(app.origin, 'event', null)),
      `${app.origin}/static/cover.png`,
    ]) {
      const response = await fetch(url);
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png']);
      expect(response.headers.get('cache-control')).toMatch(/max-age=\d+/);
      expect((await sharp(Buffer.from(await response.arrayBuffer())).metadata()).format).toBe('png');
    }
    expect((await fetch(`${app.origin}/static/placeholder/nothing.png`)).status).toBe(404);
  });

  it.each([
    '/media/course/7c9e6679-7425-40de-944b-e07fc1f90ae7/big.webp',
    '/media/course/..%2F..%2F/big.webp',
    '/media/..%2f/7c9e6679-7425-40de-944b-e07fc1f90ae7/..%2f..%2fsecret.txt',
    '/media/secret/7c9e6679-7425-40de-944b-e07fc1f90ae7/key.txt',
    '/media/course/7c9e6679-7425-40de-944b-e07fc1f90ae7/',
    '/media/course/7c9e6679-7425-40de-944b-e07fc1f90ae7/big.webp.part',
  ])('are not found at %s', async (path) => {
    expect((await fetch(app.origin + path)).status).toBe(404);
  });
});

describe('media for other parts of the service', () => {
  it("are the owner's only, in the order asked for", async () => {
    const [a, b, hers] = [await uploaded(ada), await uploaded(ada), await uploaded(eve)];
    const found = await app.repository.ownedBy(app.db, ada.id, [b.id, hers.id, a.id, 999_999]);
    expect(found.map(({ id }) => id)).toEqual([b.id, a.id]);
    await expect(app.repository.allOwnedBy(app.db, ada.id, [a.id, hers.id], 'medias')).rejects.toMatchObject({
      kind: 'invalid',
      complaints: [{ field: 'medias', code: 'does_not_exist' }],
    });
    expect(await app.repository.allOwnedBy(app.db, ada.id, [], 'medias')).toEqual([]);
  });

  it('cannot be deleted while a transaction is attaching them', async () => {
    const { id } = await uploaded(ada);
    let deletion: Promise<Answer> | undefined;
    await app.db.transaction(async (tx) => {
      await app.repository.ownedBy(tx, ada.id, [id]);
      deletion = ada.send('DELETE', `/api/v2/media/${id}/`);
      const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      while ((await app.db.query(waiting)).length === 0);
      expect(await tx.query(`SELECT FROM media WHERE id = $1`, [id])).toHaveLength(1);
    });
    expect((await deletion!).status).toBe(204);
  });

  it('come out of a join as they come out of the API', async () => {
    const { id } = await uploaded(ada);
    const [row] = await app.db.query<{ medias: MediaRow[] }>(
      `SELECT jsonb_agg(${mediaRowSql('m')} ORDER BY m.id) AS medias FROM media AS m WHERE m.id = $1`,
      [id],
    );
    expect(presentMedia(row!.medias[0]!, app.origin)).toEqual((await ada.send('GET', `/api/v2/media/${id}/`)).body);
    expect(presentMedia(row!.medias[0]!, app.origin, 3).order).toBe(3);
  });
});
