/** The four sizes of a picture, from the largest to the smallest. */
export const IMAGE_SIZES = ['bigger', 'big', 'medium', 'small'] as const;
export type ImageSize = (typeof IMAGE_SIZES)[number];

/** What has a picture even when nobody uploaded one. */
export const PICTURED = ['course', 'event', 'category'] as const;
export type Pictured = (typeof PICTURED)[number];

/** The addresses of the four sizes of a picture. */
export type ImageUrls = Record<`image_${ImageSize}`, string>;

/** The name of the picture that stands in for a missing one. */
export const placeholderName = (kind: Pictured, size: ImageSize): string => `${kind}-${size}.png`;

/** The address of a stored file on `origin`. */
export const fileUrl = (origin: string, folder: string, file: string): string => `${origin}/media/${folder}/${file}`;

/**
 * Absolute addresses of a picture's four sizes on `origin`; those of the placeholder when `key` is null.
 * They are never empty: clients show them without asking. `key` is what `MediaFiles.saveImages` returned.
 */
export function imageUrls(origin: string, kind: Pictured, key: string | null): ImageUrls {
  const at = (size: ImageSize) =>
    key === null ? `${origin}/static/placeholder/${placeholderName(kind, size)}` : fileUrl(origin, key, `${size}.webp`);
  return { image_bigger: at('bigger'), image_big: at('big'), image_medium: at('medium'), image_small: at('small') };
}
