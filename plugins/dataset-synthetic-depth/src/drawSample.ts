import { type Random, randomStream, resolveSeed } from '@exitbench/core';

import { CLASSES, HARD_OF_FIVE, NOISE, SIDE, type SIZES, WRONG_EVERY } from './constants.ts';

/** One image, and what is true of it. */
export interface Sample {
  /** 16 × 16 numbers, row by row. */
  readonly image: Float32Array;
  /** The class that the image shows. */
  readonly shown: number;
  /** The class that the data set says: in training now and then a wrong one. */
  readonly label: number;
  readonly hard: boolean;
}

const PLUS = [0, 1, 0, 1, 1, 1, 0, 1, 0];
const CROSS = [1, 0, 1, 0, 1, 0, 1, 0, 1];

/**
 * The sample at a position: a function of the two and of nothing else. Classes take turns; which samples are hard and
 * which labels are wrong follows from the position, so that shares are exact.
 *
 * An easy sample shows stripes of period 4 across the whole image: level, upright, falling or rising. One convolution
 * and an average tell them apart. A hard sample has a plus or a cross somewhere in each quarter; the class is two
 * parities: 2 · (top left ≠ top right) + (bottom left ≠ bottom right), a cross being 1. Each single motif is
 * independent of the class, so no sum over local detections helps: the parities of Minsky and Papert, Perceptrons, 1969.
 */
export function drawSample(part: keyof typeof SIZES, position: number): Sample {
  const random = randomStream(resolveSeed(0), 'noise', `dataset-synthetic-depth/${part}/${position}`);
  const shown = position % CLASSES;
  const turn = Math.floor(position / CLASSES);
  const hard = turn % 5 < HARD_OF_FIVE;
  const image = Float32Array.from({ length: SIDE * SIDE }, () => NOISE * random.normal());
  if (hard) addMotifs(image, shown, random);
  else addStripes(image, shown, random);
  // The wrong turn moves on by three in each stretch, so that hard and easy samples have their shares of it: 2 and 3 of 5.
  const wrong = part === 'train' && turn % WRONG_EVERY === Math.floor(turn / WRONG_EVERY) * 3;
  const label = wrong ? (shown + 1 + random.below(CLASSES - 1)) % CLASSES : shown;
  return { image, shown, label, hard };
}

// ---------------------------------------------------------------------------------------------------------------------

function addStripes(image: Float32Array, shown: number, random: Random): void {
  const phase = random.below(4);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const along = [y, x, y - x + SIDE, y + x][shown] as number;
      if ((along + phase) % 4 < 2) image[y * SIDE + x] = (image[y * SIDE + x] as number) + 1;
    }
  }
}

function addMotifs(image: Float32Array, shown: number, random: Random): void {
  const [topLeft, bottomLeft] = [random.below(2), random.below(2)];
  const crosses = [topLeft, topLeft ^ (shown >> 1), bottomLeft, bottomLeft ^ (shown & 1)];
  for (const [quarter, cross] of crosses.entries()) {
    // One pixel is free around a motif, so that motifs do not touch.
    const top = (SIDE / 2) * (quarter >> 1) + 1 + random.below(SIDE / 2 - 4);
    const left = (SIDE / 2) * (quarter & 1) + 1 + random.below(SIDE / 2 - 4);
    for (const [i, height] of (cross === 1 ? CROSS : PLUS).entries()) {
      const at = (top + Math.floor(i / 3)) * SIDE + left + (i % 3);
      image[at] = (image[at] as number) + height;
    }
  }
}
