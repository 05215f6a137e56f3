import type { Random, Shape } from '@exitbench/core';

/**
 * Moves one image by −pixels … pixels down and right, in place; what comes in is zero: the same as a random crop of the
 * image padded with zeros (He et al., arXiv 1512.03385, section 4.2). Two draws, down first.
 */
export function shift(image: Float32Array, [height = 0, width = 0, channels = 0]: Shape, pixels: number, random: Random): void {
  const down = random.below(2 * pixels + 1) - pixels;
  const right = random.below(2 * pixels + 1) - pixels;
  const row = width * channels;
  const kept = Math.max(0, width - Math.abs(right)) * channels;
  const from = Math.max(0, -right) * channels;
  const to = Math.max(0, right) * channels;
  for (let i = 0; i < height; i++) {
    // A row is read before it is overwritten: from the bottom when rows move down, from the top otherwise.
    const y = down > 0 ? height - 1 - i : i;
    const source = y - down;
    const start = y * row;
    if (source < 0 || source >= height || kept === 0) {
      image.fill(0, start, start + row);
      continue;
    }
    image.copyWithin(start + to, source * row + from, source * row + from + kept);
    if (right > 0) image.fill(0, start, start + to);
    else image.fill(0, start + kept, start + row);
  }
}
