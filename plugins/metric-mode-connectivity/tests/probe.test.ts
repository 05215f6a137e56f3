import { type ModelHandle, type Split, type WeightValues } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { createProbe } from '../src/probe.ts';
import { solutionOf } from '../src/solution.ts';
import { handleOf } from './support/trained.ts';

/** Training samples that know their places: the 60 of the tiny cell, one after the other, as often as it takes. */
function numbered(length: number, like: Split): { readonly train: Split; readonly placesOf: (source: Split) => readonly number[] } {
  const labels = Int32Array.from({ length }, (_, i) => like.labels[i % like.length] as number);
  const places: number[] = [];
  const read: Split['read'] = (indices) => {
    places.push(...Array.from(indices));
    return like.read(Int32Array.from(indices, (i) => i % like.length));
  };
  const placesOf = (source: Split): readonly number[] => {
    places.length = 0;
    source.read(Int32Array.from({ length: source.length }, (_, i) => i));
    return [...places];
  };
  return { train: { length, labels, read }, placesOf };
}

/** The places of the training samples that statistics are taken from, and the loss; and how many the probe says that there are. */
async function partsOf(samples: number, images: number): Promise<{ readonly estimate: readonly number[]; readonly loss: readonly number[]; readonly said: unknown }> {
  const handle = await handleOf(1);
  const { train, placesOf } = numbered(samples, handle.splits.train);
  const [estimate, loss]: [number[], number[]] = [[], []];
  const watched: ModelHandle = {
    ...handle,
    splits: { ...handle.splits, train },
    reestimate: async (weights: WeightValues, source: Split) => {
      estimate.push(...placesOf(source));
      return handle.reestimate(weights, source);
    },
    losses: async (weights, source, terms) => {
      loss.push(...placesOf(source));
      return handle.losses(weights, source, terms);
    },
  };
  const probe = createProbe(watched, { images, testImages: 60 });
  await probe.loss(solutionOf(await handle.weights(), probe.weights));
  return { estimate, loss, said: probe.samples };
}

const places = (from: number, to: number): readonly number[] => Array.from({ length: to - from }, (_, i) => from + i);

describe('training samples', () => {
  it('serve the statistics or the loss, none of them both', async () => {
    // Of 130 the first 60 and the next 60.
    const { estimate, loss, said } = await partsOf(130, 60);
    expect(estimate).toEqual(places(0, 60));
    expect(loss).toEqual(places(60, 120));
    expect(said).toEqual({ estimate: 60, loss: 60, test: 40 });
  });

  it('just suffice, or all of them serve both', async () => {
    expect((await partsOf(120, 60)).loss).toEqual(places(60, 120));
    const { estimate, loss, said } = await partsOf(119, 60);
    expect(estimate).toEqual(places(0, 119));
    expect(loss).toEqual(places(0, 119));
    expect(said).toEqual({ estimate: 119, loss: 119, test: 40 });
  });
});

it('counts errors on so many test samples and no more', async () => {
  const handle = await handleOf(1);
  expect(createProbe(handle, { images: 60, testImages: 7 }).samples.test).toBe(7);
  expect(createProbe(handle, { images: 60, testImages: 1000 }).samples.test).toBe(40);
});
