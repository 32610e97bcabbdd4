import { deflateSync } from 'node:zlib';

import sharp from 'sharp';

import { DomainError } from '../http/domain-error';
import { type ImageKind, sizesOf } from './image-sizes';

/** A picture whose left half is red and whose right half is blue. */
const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: 'red' } }).composite([
    {
      input: { create: { width: Math.ceil(width / 2), height, channels: 3, background: 'blue' } },
      gravity: 'east',
    },
  ]);

async function measures(kind: ImageKind, upload: Buffer) {
  const images = await sizesOf(kind, upload, 'image_original');
  return images.map(({ name, width, height }) => `${name} ${width}x${height}`);
}

/** The colour of one pixel, by its place from 0 to 1. */
async function colourAt(data: Buffer, x: number, y: number): Promise<'red' | 'blue'> {
  const { data: raw, info } = await sharp(data).raw().toBuffer({ resolveWithObject: true });
  const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels;
  return raw[at]! > raw[at + 2]! ? 'red' : 'blue';
}

/** A sound black PNG of 10,000 by 10,000 pixels in a few kilobytes. */
function bomb(): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(10_000, 0);
  header.writeUInt32BE(10_000, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.alloc((1 + 10_000 / 8) * 10_000));
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crc32(data: Buffer): number {
  let sum = ~0;
  for (const byte of data) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (0xedb88320 & -(sum & 1));
  }
  return ~sum >>> 0;
}

describe('the stored sizes of a picture', () => {
  it('are four squares for a course, cut from the middle', async () => {
    const upload = await picture(2400, 1600).jpeg().toBuffer();
    expect(await measures('course', upload)).toEqual([
      'bigger.webp 1200x1200',
      'big.webp 1000x1000',
      'medium.webp 600x600',
      'small.webp 300x300',
    ]);
    const [bigger] = await sizesOf('course', upload, 'image_original');
    expect([await colourAt(bigger!.data, 0.4, 0.5), await colourAt(bigger!.data, 0.6, 0.5)]).toEqual(['red', 'blue']);
  });

  it('keep the shape for an event', async () => {
    expect(await measures('event', await picture(2400, 1600).png().toBuffer())).toEqual([
      'bigger.webp 1200x800',
      'big.webp 1000x667',
      'medium.webp 600x400',
      'small.webp 300x200',
    ]);
  });

  it('never blow a small picture up', async () => {
    const upload = await picture(500, 400).webp().toBuffer();
    expect(await measures('course', upload)).toEqual([
      'bigger.webp 400x400',
      'big.webp 400x400',
      'medium.webp 400x400',
      'small.webp 300x300',
    ]);
    expect(await measures('event', upload)).toContain('bigger.webp 500x400');
  });

  it('stand upright whatever the camera noted, and carry no metadata', async () => {
    const sideways = await picture(800, 400)
      .withExif({ IFD0: { Artist: 'Ada' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect((await sharp(sideways).metadata()).exif).toBeDefined();
    const [image] = await sizesOf('media', sideways, 'image');
    expect([image!.width, image!.height]).toEqual([400, 800]);
    expect([await colourAt(image!.data, 0.5, 0.2), await colourAt(image!.data, 0.5, 0.8)]).toEqual(['red', 'blue']);
    const kept = await sharp(image!.data).metadata();
    expect([kept.exif, kept.icc, kept.xmp, kept.orientation]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('show the first frame of an animation', async () => {
    const frame = (background: string) =>
      sharp({ create: { width: 40, height: 40, channels: 3, background } })
        .png()
        .toBuffer();
    const animation = await sharp([await frame('red'), await frame('blue')], { join: { animated: true } })
      .gif()
      .toBuffer();
    expect((await sharp(animation).metadata()).pages).toBe(2);
    const [image] = await sizesOf('media', animation, 'image');
    expect((await sharp(image!.data).metadata()).pages).toBeUndefined();
    expect(await colourAt(image!.data, 0.5, 0.5)).toBe('red');
  });
});

describe('what is not a picture', () => {
  const refused = async (upload: Buffer) => {
    const error: unknown = await sizesOf('course', upload, 'image_original').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({ kind: 'invalid', complaints: [{ field: 'image_original', code: 'invalid_image' }] });
  };
  const whole = () => picture(600, 600).jpeg().toBuffer();

  it.each<[string, () => Buffer | Promise<Buffer>]>([
    ['nothing', () => Buffer.alloc(0)],
    ['text', () => Buffer.from('hello')],
    ['a PDF', () => Buffer.from('%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF')],
    [
      'an SVG with a script',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'),
    ],
    [
      'an SVG after an XML declaration',
      () => Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    ],
    ['a picture that breaks off', async () => (await whole()).subarray(0, 1500)],
    ['a few kilobytes that unpack to a hundred million pixels', () => bomb()],
    ['only the signature of a PNG', () => Buffer.from('89504e470d0a1a0a0000000d', 'hex')],
    ['more than 5 MB', async () => Buffer.concat([await whole(), Buffer.alloc(5 * 1024 * 1024)])],
  ])('is refused: %s', async (_name, upload) => refused(await upload()));

  it('is told from one by its content: the same bytes without the end are refused, with it they pass', async () => {
    await expect(sizesOf('course', await whole(), 'image_original')).resolves.toHaveLength(4);
  });
});
