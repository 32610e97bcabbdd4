import { IMAGE_SETS } from './image-sizes';
import { IMAGE_SIZES, type ImageSize, PICTURED, type Pictured, placeholderName } from './image-urls';

interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly from: string;
  readonly to: string;
}

const COLOURS: Readonly<Record<Pictured, readonly [string, string]>> = {
  course: ['#31587a', '#6fa3bf'],
  event: ['#6b4a7d', '#c08aa6'],
  category: ['#4c6b57', '#94b79a'],
};

/** Every placeholder there is, by name. */
const DRAWINGS: ReadonlyMap<string, Drawing> = new Map([
  ...PICTURED.flatMap((kind) => IMAGE_SIZES.map((size) => [placeholderName(kind, size), drawing(kind, size)] as const)),
  ['cover.png', { width: 1600, height: 400, from: '#3c4a5c', to: '#8497ab' }],
]);

const drawn = new Map<string, Promise<Buffer>>();

/** The placeholder as a PNG, drawn on first use and then kept; null when there is none of this name. */
export async function placeholder(name: string): Promise<Buffer | null> {
  const wanted = DRAWINGS.get(name);
  if (!wanted) return null;
  const picture = drawn.get(name) ?? draw(wanted);
  drawn.set(name, picture);
  return picture;
}

function drawing(kind: Pictured, size: ImageSize): Drawing {
  const { cut, sides } = IMAGE_SETS[kind];
  const [from, to] = COLOURS[kind];
  const width = sides[size];
  return { width, height: cut === 'square' ? width : Math.round((width * 9) / 16), from, to };
}

/** A quiet gradient with two hills: says "no picture yet" in any language. */
async function draw({ width, height, from, to }: Drawing): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  const hill = (x: number, rise: number) =>
    `<path d="M${x - 0.6} 1 L${x} ${1 - rise} L${x + 0.6} 1 Z" fill="#fff" fill-opacity=".16"/>`;
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 1 1" preserveAspectRatio="none">
        <linearGradient id="sky" x2="1" y2="1"><stop stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient>
        <rect width="1" height="1" fill="url(#sky)"/>${hill(0.3, 0.45)}${hill(0.75, 0.6)}
      </svg>`,
    ),
  )
    .png({ palette: true })
    .toBuffer();
}
