import type { Sharp } from 'sharp';

import { invalidField } from '../http/domain-error';
import type { ImageSize, Pictured } from './image-urls';

/** What a stored picture belongs to; it decides the sizes and the cut. */
export type ImageKind = Pictured | 'media';

interface ImageSet {
  /** `square` cuts the middle out; `inside` keeps the aspect ratio. */
  readonly cut: 'square' | 'inside';
  /** File name (without extension) to the longest side in pixels. */
  readonly sides: Readonly<Record<string, number>>;
}

const FOUR_SIDES = { bigger: 1200, big: 1000, medium: 600, small: 300 } as const satisfies Record<ImageSize, number>;

/** Course and category pictures are square; event pictures and uploaded images keep their shape. */
export const IMAGE_SETS = {
  course: { cut: 'square', sides: FOUR_SIDES },
  category: { cut: 'square', sides: FOUR_SIDES },
  event: { cut: 'inside', sides: FOUR_SIDES },
  media: { cut: 'inside', sides: { image: 2048, thumbnail: 600 } },
} as const satisfies Record<ImageKind, ImageSet>;

/** One picture ready to be stored. `name` is the file name. */
export interface SizedImage {
  readonly name: string;
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

/** What an uploaded picture may weigh. */
export const MAX_IMAGE_BYTES = 5 * 1024 * 1024;

/** Decoding needs memory by the pixel, and a few kilobytes can claim billions. Above any camera of today. */
const MAX_PIXELS = 64_000_000;

/** The formats that are read, by what sharp calls them; vector and document formats are not among them. */
const FORMATS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpeg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'heif',
  'image/tiff': 'tiff',
};

/**
 * Makes the stored sizes of an uploaded picture, as WebP, upright, without metadata, the first frame of an animation.
 * A picture smaller than a size is not blown up. The content decides, never the name or the declared type: anything
 * that is not a whole raster image of sane dimensions is refused as `invalid_image` on `field`. The decoders are loaded
 * by the first picture: they take a tenth of the memory of a service to which nobody uploads any.
 */
export async function sizesOf(kind: ImageKind, upload: Buffer, field: string): Promise<SizedImage[]> {
  if (upload.length > MAX_IMAGE_BYTES) throw refusal(field, 'The image is larger than 5 MB.');
  const { cut, sides }: ImageSet = IMAGE_SETS[kind];
  const largest = Math.max(...Object.values(sides));
  const { default: sharp } = await import('sharp');
  try {
    const { data, info } = await decode(upload, cut, largest);
    const { width, height, channels } = info;
    const pixels = sharp(data, { raw: { width, height, channels } });
    return await Promise.all(Object.entries(sides).map(([name, side]) => shrink(pixels, name, side)));
  } catch {
    throw refusal(field);
  }
}

/** Decodes the picture once, to its end, and cuts and shrinks it to what the largest size needs. */
async function decode(upload: Buffer, cut: ImageSet['cut'], largest: number) {
  // The signature comes first, so that no decoder for documents or vector graphics ever sees the file.
  const { fileTypeFromBuffer } = await import('file-type/node');
  const signed = FORMATS[(await fileTypeFromBuffer(upload))?.mime ?? ''];
  if (!signed) throw new Error('Not signed as a picture');
  const { default: sharp } = await import('sharp');
  const input = sharp(upload, { limitInputPixels: MAX_PIXELS, failOn: 'error' });
  const { format, width, height } = await input.metadata();
  if (format !== signed) throw new Error(`Signed as ${signed}, is ${format}`);
  const edge = cut === 'square' ? Math.min(largest, width, height) : largest;
  return input
    .autoOrient()
    .resize({ width: edge, height: edge, fit: cut === 'square' ? 'cover' : 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
}

async function shrink(pixels: Sharp, name: string, side: number): Promise<SizedImage> {
  const { data, info } = await pixels
    .clone()
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 82 })
    .toBuffer({ resolveWithObject: true });
  return { name: `${name}.webp`, data, width: info.width, height: info.height };
}

function refusal(field: string, reason = 'Upload a valid image. The file was either not an image or damaged.') {
  return invalidField(field, 'invalid_image', reason);
}
