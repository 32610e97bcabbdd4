/** The four sizes of a picture, from the largest to the smallest. */
const SIZES = ['bigger', 'big', 'medium', 'small'] as const;

/** The addresses of the four sizes of a picture. */
export type ImageUrls = Record<`image_${(typeof SIZES)[number]}`, string>;

/**
 * Absolute addresses of a picture's four sizes on `origin`; those of the placeholder when `key` is null.
 * They are never empty: clients show them without asking.
 */
export function imageUrls(origin: string, kind: 'course' | 'event' | 'category', key: string | null): ImageUrls {
  const at = (size: string) =>
    key === null ? `${origin}/static/placeholder/${kind}-${size}.png` : `${origin}/media/${key}/${size}.webp`;
  return { image_bigger: at('bigger'), image_big: at('big'), image_medium: at('medium'), image_small: at('small') };
}
