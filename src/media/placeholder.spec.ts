import sharp from 'sharp';

import { placeholder } from './placeholder';

describe('placeholders', () => {
  it.each([
    ['course-bigger.png', 1200, 1200],
    ['course-small.png', 300, 300],
    ['event-bigger.png', 1200, 675],
    ['event-medium.png', 600, 338],
    ['category-big.png', 1000, 1000],
    ['cover.png', 1600, 400],
  ])('%s is a PNG of %d by %d pixels', async (name, width, height) => {
    expect(await sharp((await placeholder(name))!).metadata()).toMatchObject({ format: 'png', width, height });
  });

  it('is drawn once', async () => {
    expect(await placeholder('course-big.png')).toBe(await placeholder('course-big.png'));
  });

  it.each(['course-huge.png', 'course-big', '../cover.png', 'toString', ''])('knows no %j', async (name) => {
    expect(await placeholder(name)).toBeNull();
  });
});
