import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import sharp from 'sharp';

import { type Answer, type Client, MediaApp } from './media-app';

const CHUNK = 204_800;
const MB = 1024 * 1024;
const app = new MediaApp();
let ada: Client;

beforeAll(async () => {
  await app.start();
  ada = await app.person();
});
afterAll(() => app.stop());

interface ChunkOptions {
  readonly id?: string;
  readonly field?: string;
  readonly name?: string;
  readonly range?: string;
}

/** Sends bytes from `start` of a file of `total`, as a browser does. */
function chunk(
  who: Client,
  data: Buffer,
  [start, total]: [number, number],
  options: ChunkOptions = {},
): Promise<Answer> {
  const {
    id,
    field = 'image',
    name = 'file.bin',
    range = `bytes ${start}-${start + data.length - 1}/${total}`,
  } = options;
  const form = new FormData();
  if (id) form.append('upload_id', id);
  form.append(field, new Blob([new Uint8Array(data)]), name);
  return who.send('POST', '/api/v2/media/upload/chunk/', form, { 'Content-Range': range });
}

const md5 = (data: Buffer) => createHash('md5').update(data).digest('hex');

/** Sends a whole file in chunks and returns the id of the upload. */
async function sendAll(who: Client, data: Buffer, options: ChunkOptions = {}, size = CHUNK): Promise<string> {
  let id: string | undefined;
  for (let start = 0; start < data.length; start += size) {
    const piece = data.subarray(start, start + size);
    const { status, body } = await chunk(who, piece, [start, data.length], { ...options, ...(id && { id }) });
    expect([status, body.offset]).toEqual([201, String(start + piece.length)]);
    id = body.upload_id;
  }
  return id!;
}

const complete = (who: Client, fields: object): Promise<Answer> =>
  who.send('POST', '/api/v2/media/upload/complete/', fields);

async function upload(who: Client, data: Buffer, options: ChunkOptions = {}, type?: string): Promise<Answer> {
  const id = await sendAll(who, data, options, 3 * MB);
  return complete(who, { upload_id: id, md5: md5(data), ...(type && { type }) });
}

/** The field and code of the only complaint. */
const complaint = ({ status, body }: Answer) => [
  status,
  body.errors[0].field ?? null,
  (body.errors[0].messages?.[0] ?? body.errors[0]).code,
];

/** Every file and every row that an upload could leave behind. */
async function leftovers(): Promise<Record<string, number>> {
  const kinds = existsSync(join(app.dataDir, 'media'))
    ? readdirSync(join(app.dataDir, 'media'), { recursive: true, withFileTypes: true })
    : [];
  const [rows] = await app.db.query<Record<string, number>>(
    `SELECT (SELECT count(*) FROM media)::int AS media, (SELECT count(*) FROM media_upload)::int AS uploads,
       (SELECT count(*) FROM media_upload_chunk)::int AS chunks, (SELECT count(*) FROM media_stray_folder)::int AS strays`,
  );
  return { files: kinds.filter((entry) => entry.isFile()).length, ...rows };
}

/** A picture that does not compress. */
const noise = (width: number, height: number) =>
  sharp({
    create: { width, height, channels: 3, background: 'grey', noise: { type: 'gaussian', mean: 120, sigma: 60 } },
  });
const PDF = (size: number) =>
  Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(size - 15, 'x'), Buffer.from('\n%%EOF')]);

describe('an upload in chunks', () => {
  it('becomes a picture that everybody signed in can read and anybody can load', async () => {
    const photo = await noise(900, 600).jpeg({ quality: 90 }).toBuffer();
    expect(photo.length).toBeGreaterThan(CHUNK);
    const id = await sendAll(ada, photo, { name: 'C:\\fake\\holiday.jpg' });
    const { status, body } = await complete(ada, { upload_id: id, md5: md5(photo).toUpperCase(), type: 'image' });

    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(Number),
      added_at: '2026-11-20T12:00:00.000Z',
      type: 'image',
      title: null,
      description: null,
      url: null,
      image: expect.stringMatching(new RegExp(`^${app.origin}/media/media/[0-9a-f-]{36}/image.webp$`)),
      image_width: 900,
      image_height: 600,
      order: null,
      embed: null,
      image_thumbnail: { url: expect.stringMatching(/thumbnail\.webp$/), width: 600, height: 400, color: null },
      image_mimetype: 'image/webp',
      mimetype: 'image/webp',
      size: expect.any(Number),
    });
    const other = await app.person();
    expect((await other.send('GET', `/api/v2/media/${body.id}/`)).body).toEqual(body);

    const file = await fetch(body.image);
    const pixels = Buffer.from(await file.arrayBuffer());
    expect(pixels.length).toBe(body.size);
    expect(await sharp(pixels).metadata()).toMatchObject({ format: 'webp', width: 900, height: 600 });
    expect(Object.fromEntries(file.headers)).toMatchObject({
      'content-type': 'image/webp',
      'content-length': String(body.size),
      'x-content-type-options': 'nosniff',
      'cache-control': 'public, max-age=31536000, immutable',
      'cross-origin-resource-policy': 'cross-origin',
    });
    expect(await leftovers()).toMatchObject({ uploads: 0, chunks: 0, strays: 0 });
  });

  it('answers each chunk with an id, the next byte as text and an expiry a day ahead', async () => {
    const { status, body } = await chunk(ada, Buffer.alloc(100), [0, 1000]);
    expect(status).toBe(201);
    expect(body).toEqual({ upload_id: expect.any(String), offset: '100', expires: '2026-11-21T12:00:00.000Z' });
  });

  it.each(['document', 'doc', undefined])('becomes a document with its name, completed as %s', async (type) => {
    const pdf = PDF(3 * MB);
    const { status, body } = await upload(ada, pdf, { field: 'document', name: 'Étude n° 1.pdf' }, type);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      type: 'doc',
      title: 'Étude n° 1.pdf',
      mimetype: 'application/pdf',
      size: pdf.length,
      image: null,
      image_thumbnail: null,
    });
    const file = await fetch(body.url);
    expect(Buffer.from(await file.arrayBuffer()).equals(pdf)).toBe(true);
    expect(file.headers.get('content-type')).toBe('application/pdf');
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w-]+\.pdf"$/);
    expect(file.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('may be completed by a form and by multipart', async () => {
    const picture = await noise(20, 20).png().toBuffer();
    const fields = async () => ({ upload_id: await sendAll(ada, picture), md5: md5(picture), type: 'eimage' });
    const form = new FormData();
    for (const [name, value] of Object.entries(await fields())) form.append(name, value);
    expect((await ada.send('POST', '/api/v2/media/upload/complete/', form)).body.type).toBe('eimage');
    const response = await fetch(`${app.origin}/api/v2/media/upload/complete/`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${ada.id}` },
      body: new URLSearchParams(await fields()),
    });
    expect(response.status).toBe(201);
  });

  it('may carry a document in the field image when it is completed as one, as the official pages do', async () => {
    const pdf = PDF(6 * MB);
    const { status, body } = await upload(ada, pdf, { name: 'large.pdf' }, 'document');
    expect([status, body.type, body.size]).toEqual([201, 'doc', pdf.length]);
  });

  it('takes text only as text, and only by that name', async () => {
    const csv = Buffer.from('name;städte\nAda;3\n');
    const { body } = await upload(ada, csv, { field: 'document', name: 'table.csv' });
    const file = await fetch(body.url);
    expect([body.mimetype, file.headers.get('content-type')]).toEqual(['text/csv', 'text/csv']);
    expect(complaint(await upload(ada, csv, { field: 'document', name: 'table.exe' }))).toEqual([
      400,
      'document',
      'invalid',
    ]);
    expect(complaint(await upload(ada, Buffer.from([104, 0, 105]), { field: 'document', name: 'a.txt' }))[0]).toBe(400);
  });
});

describe('a chunk that does not fit', () => {
  let id: string;
  const piece = Buffer.alloc(100, 7);
  beforeEach(async () => {
    id = (await chunk(ada, piece, [0, 1000])).body.upload_id;
  });
  const received = async () =>
    (await app.db.query<{ received: number }>(`SELECT received FROM media_upload WHERE id = $1`, [id]))[0]?.received;

  it.each<[string, [number, number], ChunkOptions, string]>([
    ['leaves a gap', [200, 1000], {}, 'content_range'],
    ['overlaps', [50, 1000], {}, 'content_range'],
    ['comes again', [0, 1000], {}, 'content_range'],
    ['changes the total', [100, 1001], {}, 'content_range'],
    ['is longer than declared', [100, 1000], { range: 'bytes 100-149/1000' }, 'image'],
    ['is shorter than declared', [100, 1000], { range: 'bytes 100-299/1000' }, 'image'],
    ['reaches beyond the total', [100, 1000], { range: 'bytes 950-1049/1000' }, 'content_range'],
    ['changes the field', [100, 1000], { field: 'document' }, 'document'],
    ['has an unreadable range', [100, 1000], { range: 'bytes 100-' }, 'content_range'],
  ])('is refused when it %s', async (_what, place, options, field) => {
    expect(complaint(await chunk(ada, piece, place, { id, ...options }))).toEqual([400, field, 'invalid']);
    expect(await received()).toBe(100);
    expect((await chunk(ada, piece, [100, 1000], { id })).body.offset).toBe('200');
  });

  it('is refused when it is the first but not the beginning', async () => {
    expect(complaint(await chunk(ada, piece, [100, 1000]))).toEqual([400, 'upload_id', 'required']);
  });

  it('is refused without a file, with two, with an empty one, and without a range', async () => {
    const form = (...fields: string[]) => {
      const body = new FormData();
      for (const field of fields) body.append(field, new Blob(['x']), 'x');
      return body;
    };
    const post = (body: FormData, headers = { 'Content-Range': 'bytes 0-0/1' }) =>
      ada.send('POST', '/api/v2/media/upload/chunk/', body, headers);
    expect(complaint(await post(form()))).toEqual([400, 'image', 'required']);
    expect(complaint(await post(form('image', 'document')))).toEqual([400, 'document', 'invalid']);
    expect(complaint(await post(form('image'), {} as never))).toEqual([400, 'content_range', 'required']);
    const empty = new FormData();
    empty.append('image', new Blob([]), 'x');
    expect(complaint(await post(empty))).toEqual([400, 'image', 'empty']);
    expect(
      complaint(
        await ada.send('POST', '/api/v2/media/upload/chunk/', { image: {} }, { 'Content-Range': 'bytes 0-0/1' }),
      ),
    ).toEqual([400, 'image', 'invalid']);
  });

  it('counts once when it is sent twice at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => chunk(ada, piece, [100, 1000], { id })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status !== 201).map(complaint)).toEqual(
      Array(7).fill([400, 'content_range', 'invalid']),
    );
    expect(await received()).toBe(200);
    expect(await app.db.query(`SELECT FROM media_upload_chunk WHERE upload_id = $1`, [id])).toHaveLength(2);
  });

  it("is as unknown under somebody else's id as under one that does not exist", async () => {
    const eve = await app.person();
    const theirs = await chunk(eve, piece, [100, 1000], { id });
    expect(theirs.status).toBe(404);
    for (const nowhere of ['7c9e6679-7425-40de-944b-e07fc1f90ae7', 'no-uuid']) {
      const unknown = await chunk(eve, piece, [100, 1000], { id: nowhere });
      expect([unknown.status, unknown.body]).toEqual([404, theirs.body]);
      expect((await complete(eve, { upload_id: nowhere, md5: md5(piece) })).body).toEqual(theirs.body);
    }
    expect((await complete(eve, { upload_id: id, md5: md5(piece) })).body).toEqual(theirs.body);
    expect(await received()).toBe(100);
  });
});

describe('an upload that comes to nothing', () => {
  let before: Record<string, number>;
  beforeEach(async () => (before = await leftovers()));
  const leavesNothing = async () => expect(await leftovers()).toEqual(before);

  it.each<[string, string, number]>([
    ['an image of 5 MB plus one byte', 'image', 5 * MB + 1],
    ['a document of 50 MB plus one byte', 'document', 50 * MB + 1],
    ['a document of two gigabytes', 'document', 2 ** 31],
  ])('is refused at its first chunk: %s', async (_what, field, total) => {
    expect(complaint(await chunk(ada, Buffer.alloc(10), [0, total], { field }))).toEqual([400, field, 'max_length']);
    await leavesNothing();
  });

  it('is refused as one chunk of 50 MB plus one byte', async () => {
    const data = Buffer.alloc(50 * MB + 1);
    expect(complaint(await chunk(ada, data, [0, data.length], { field: 'document' }))).toEqual([
      400,
      'document',
      'max_length',
    ]);
    await leavesNothing();
  });

  it.each<[string, string, () => Buffer | Promise<Buffer>, string | undefined, string]>([
    ['a PDF named .png', 'image', () => PDF(1000), undefined, 'invalid_image'],
    ['a PDF that says it is an image', 'document', () => PDF(1000), 'image', 'invalid_image'],
    [
      'half a picture',
      'image',
      async () => (await noise(200, 200).png().toBuffer()).subarray(0, 9000),
      'eimage',
      'invalid_image',
    ],
    [
      'an SVG',
      'image',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
      'image',
      'invalid_image',
    ],
    ['a large PDF completed as an image', 'image', () => PDF(6 * MB), 'image', 'max_length'],
    [
      'a program named .pdf',
      'document',
      () => Buffer.concat([Buffer.from('MZ'), Buffer.alloc(600, 1)]),
      'doc',
      'invalid',
    ],
    [
      'a web page named .pdf',
      'document',
      () => Buffer.from('<!doctype html><script>alert(1)</script>'),
      'doc',
      'invalid',
    ],
    ['a picture that says it is a document', 'image', () => noise(20, 20).png().toBuffer(), 'doc', 'invalid'],
  ])('is thrown away: %s', async (_what, field, content, type, code) => {
    const name = field === 'image' ? 'picture.png' : 'paper.pdf';
    expect(complaint(await upload(ada, await content(), { field, name }, type))).toEqual([400, field, code]);
    await leavesNothing();
  });

  it('stays for another try when the checksum differs or bytes are missing', async () => {
    const picture = await noise(30, 30).png().toBuffer();
    const first = await chunk(ada, picture.subarray(0, 50), [0, picture.length]);
    const id = first.body.upload_id;
    expect(complaint(await complete(ada, { upload_id: id, md5: md5(picture) }))).toEqual([400, 'upload_id', 'invalid']);
    await chunk(ada, picture.subarray(50), [50, picture.length], { id });
    expect(complaint(await complete(ada, { upload_id: id, md5: md5(Buffer.from('other')) }))).toEqual([
      400,
      'md5',
      'invalid',
    ]);
    expect(complaint(await complete(ada, { upload_id: id }))).toEqual([400, 'md5', 'required']);
    expect(complaint(await complete(ada, { upload_id: id, md5: md5(picture), type: 'movie' }))).toEqual([
      400,
      'type',
      'invalid_choice',
    ]);
    expect((await complete(ada, { upload_id: id, md5: md5(picture) })).status).toBe(201);
  });

  it('becomes one media however often it is completed at the same time', async () => {
    const pdf = PDF(2 * MB);
    const id = await sendAll(ada, pdf, { field: 'document', name: 'a.pdf' }, MB);
    const answers = await Promise.all(Array.from({ length: 5 }, () => complete(ada, { upload_id: id, md5: md5(pdf) })));
    const made = answers.filter(({ status }) => status === 201);
    expect(made).toHaveLength(1);
    expect(answers.every(({ status }) => status === 201 || status === 404 || status === 400)).toBe(true);
    expect((await fetch(made[0]!.body.url)).status).toBe(200);
    const after = await leftovers();
    expect(after).toEqual({ ...before, files: before['files']! + 1, media: before['media']! + 1 });
    expect(await app.db.query(`SELECT FROM media_upload WHERE id = $1`, [id])).toHaveLength(0);
  });

  it('is swept a day after its last chunk, by however many processes, and is unknown from then on', async () => {
    const piece = Buffer.alloc(10);
    const id = (await chunk(ada, piece, [0, 100])).body.upload_id;
    app.clock.pass(23);
    await chunk(ada, piece, [10, 100], { id });
    app.clock.pass(23);
    await app.sweep();
    expect((await chunk(ada, piece, [20, 100], { id })).status).toBe(201);
    app.clock.pass(24);
    expect((await chunk(ada, piece, [30, 100], { id })).status).toBe(404);
    await Promise.all([app.sweep(), app.sweep(), app.sweep()]);
    expect(await leftovers()).toMatchObject({ uploads: 0, chunks: 0 });
  });

  it('needs somebody who is signed in', async () => {
    expect((await chunk(app.nobody, Buffer.alloc(10), [0, 10])).status).toBe(401);
    expect((await complete(app.nobody, { upload_id: 'x', md5: 'y' })).status).toBe(401);
  });
});
