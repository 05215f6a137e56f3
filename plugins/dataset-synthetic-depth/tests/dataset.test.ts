import { sha256 } from '@exitbench/core';
import { testDataset } from '@exitbench/testkit';
import { describe, expect, it } from 'vitest';

import { type Sample, drawSample, plugin } from '../src/index.ts';

testDataset(plugin, { open: () => plugin.open({}) });

const samples = (part: 'train' | 'validation' | 'test', length: number): readonly Sample[] => Array.from({ length }, (_, i) => drawSample(part, i));
const train = samples('train', 400);
const test = samples('test', 200);
const share = (among: readonly Sample[], right: (sample: Sample) => boolean): number => among.filter(right).length / among.length;

describe('shares are exact', () => {
  it('of classes', () => {
    expect([0, 1, 2, 3].map((c) => test.filter((s) => s.shown === c).length)).toEqual([50, 50, 50, 50]);
  });

  it('of hard samples: two fifths of each class', () => {
    expect([0, 1, 2, 3].map((c) => train.filter((s) => s.shown === c && s.hard).length)).toEqual([40, 40, 40, 40]);
  });

  it('of wrong labels: 5 % in training, two fifths of them hard, none elsewhere', () => {
    const wrong = train.filter((s) => s.label !== s.shown);
    expect([wrong.length, wrong.filter((s) => s.hard).length]).toEqual([20, 8]);
    expect(share([...test, ...samples('validation', 100)], (s) => s.label === s.shown)).toBe(1);
  });
});

describe('depth', () => {
  const easy = test.filter((s) => !s.hard);
  const hard = test.filter((s) => s.hard);

  it('one convolution and an average see the class of every easy sample', () => {
    expect(share(easy, (s) => stripes(s.image) === s.shown)).toBeGreaterThan(0.99);
  });

  it('and of hardly more hard ones than chance, a quarter', () => {
    expect(share(hard, (s) => stripes(s.image) === s.shown)).toBeLessThan(0.45);
  });

  it('motifs and their parities give the class of nearly every hard sample', () => {
    expect(share(hard, (s) => parities(motifs(s.image)) === s.shown)).toBeGreaterThan(0.9);
  });

  it('the motifs without parities give none: each class has both in each quarter', () => {
    const known = train.filter((s) => s.hard);
    const most = [0, 1, 2, 3].map((quarter) =>
      [0, 1, 2, 3].map((c) => share(known.filter((s) => s.shown === c), (s) => motifs(s.image)[quarter] === 1)),
    );
    // 40 fair draws lie within 0.5 ± 0.26 but once in a thousand times (binomial).
    expect(most.flat().filter((p) => p < 0.24 || p > 0.76)).toEqual([]);
  });
});

it('is what it always was', async () => {
  const { train: split } = await plugin.open({});
  const image = split.read(Array.from({ length: 400 }, (_, i) => i))['image'] ?? new Float32Array(0);
  expect(sha256(new Uint8Array(image.buffer))).toBe('695232f3875016751caba2f87980bb87ecaf7f9931266e0923ce9c62eb8be578');
});

it('refuses a position that does not exist', async () => {
  const { validation } = await plugin.open({});
  expect(() => validation.read([100])).toThrow(RangeError);
});

/** The direction along which neighbours differ least: level, upright, falling, rising. */
function stripes(image: Float32Array): number {
  const steps = [[0, 1], [1, 0], [1, 1], [1, -1]] as const;
  const differences = steps.map(([dy, dx]) => {
    let sum = 0;
    for (let y = 1; y < 15; y++) for (let x = 1; x < 15; x++) sum += Math.abs((image[y * 16 + x] ?? 0) - (image[(y + dy) * 16 + x + dx] ?? 0));
    return sum;
  });
  return differences.indexOf(Math.min(...differences));
}

/** For each quarter, whether its best match is a cross (1) or a plus (0). */
function motifs(image: Float32Array): readonly number[] {
  const arms = [[-1, 0], [1, 0], [0, -1], [0, 1]] as const;
  const diagonals = [[-1, -1], [-1, 1], [1, -1], [1, 1]] as const;
  return [0, 1, 2, 3].map((quarter) => {
    const best = { plus: -Infinity, cross: -Infinity };
    for (let y = 8 * (quarter >> 1) + 2; y < 8 * (quarter >> 1) + 6; y++) {
      for (let x = 8 * (quarter & 1) + 2; x < 8 * (quarter & 1) + 6; x++) {
        const sum = (around: typeof arms | typeof diagonals): number => around.reduce((all, [dy, dx]) => all + (image[(y + dy) * 16 + x + dx] ?? 0), image[y * 16 + x] ?? 0);
        best.plus = Math.max(best.plus, sum(arms));
        best.cross = Math.max(best.cross, sum(diagonals));
      }
    }
    return Number(best.cross > best.plus);
  });
}

function parities([topLeft = 0, topRight = 0, bottomLeft = 0, bottomRight = 0]: readonly number[]): number {
  return 2 * (topLeft ^ topRight) + (bottomLeft ^ bottomRight);
}
