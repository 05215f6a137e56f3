import type { Random, Shape } from '@exitbench/core';

/** Mirrors one image left to right with probability one half, in place. One draw. */
export function flip(image: Float32Array, [height = 0, width = 0, channels = 0]: Shape, random: Random): void {
  if (random.below(2) === 0) return;
  for (let y = 0; y < height; y++) {
    for (let left = 0, right = width - 1; left < right; left++, right--) {
      for (let c = 0; c < channels; c++) {
        const a = (y * width + left) * channels + c;
        const b = (y * width + right) * channels + c;
        const held = image[a] as number;
        image[a] = image[b] as number;
        image[b] = held;
      }
    }
  }
}
