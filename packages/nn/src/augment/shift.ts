import type { Random, Shape } from '@exitbench/core';

/**
 * Moves one image by −pixels … pixels down and right, in place; what comes in repeats the edge. A random crop of the padded
 * image (He et al., arXiv 1512.03385, section 4.2), but for the padding: zeros would be grey bars once values are
 * normalised around zero, where the edge of a small picture is nearly always its background. Two draws, down first.
 */
export function shift(image: Float32Array, [height = 0, width = 0, channels = 0]: Shape, pixels: number, random: Random): void {
  const down = random.below(2 * pixels + 1) - pixels;
  const moved = random.below(2 * pixels + 1) - pixels;
  // Further than the image is wide, all that is seen is the edge.
  const right = Math.max(1 - width, Math.min(width - 1, moved));
  const row = width * channels;
  const kept = (width - Math.abs(right)) * channels;
  const from = Math.max(0, -right) * channels;
  const to = Math.max(0, right) * channels;
  for (let i = 0; i < height; i++) {
    // A row is read before it is overwritten: from the bottom when rows move down, from the top otherwise.
    const y = down > 0 ? height - 1 - i : i;
    const source = Math.max(0, Math.min(height - 1, y - down));
    const start = y * row;
    image.copyWithin(start + to, source * row + from, source * row + from + kept);
    const [edge, first, last] = right > 0 ? [start + to, start, start + to] : [start + kept - channels, start + kept, start + row];
    for (let x = first; x < last; x += channels) image.copyWithin(x, edge, edge + channels);
  }
}
