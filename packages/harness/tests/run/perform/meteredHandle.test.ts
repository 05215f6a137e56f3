import type { ModelHandle, Split, WeightValues } from '@exitbench/core';
import { expect, it } from 'vitest';

import { meteredHandle } from '../../../src/run/perform/meteredHandle.ts';

const source = (length: number): Split => ({ length, labels: new Int32Array(length), read: () => ({}) });
const weights: WeightValues = {};

/** A handle whose methods take a second each, and what is told of it. */
function metered(): { readonly handle: ModelHandle; readonly told: string[]; readonly asked: string[]; readonly pass: (seconds: number) => void } {
  let time = 0;
  const [told, asked]: [string[], string[]] = [[], []];
  const after = <T>(name: string, result: T): Promise<T> => {
    asked.push(name);
    time += 1;
    return Promise.resolve(result);
  };
  const splits = { train: source(1), validation: source(1), test: source(1) };
  const inner: ModelHandle = {
    network: {} as ModelHandle['network'], splits,
    weights: () => after('weights', weights),
    forward: () => after('forward', { exits: {}, taps: {} }),
    gradients: () => after('gradients', []),
    losses: () => after('losses', [1]),
    reestimate: () => after('reestimate', weights),
    infer: () => after('infer', { exit: new Int32Array(0), outputs: new Float32Array(0) }),
    load: () => ({ infer: () => after('loaded', { exit: new Int32Array(0), outputs: new Float32Array(0) }), dispose: () => void asked.push('dispose') }),
  };
  return { handle: meteredHandle(inner, (text) => told.push(text), () => time), told, asked, pass: (seconds) => void (time += seconds) };
}

it('tells the passes over data, their images, and images a second of their own time', async () => {
  const { handle, told, asked, pass } = metered();
  await handle.forward(weights, source(300));
  pass(8); // what a metric computes by itself
  await handle.gradients(weights, source(100), [{} as never, {} as never]);
  expect(await handle.losses(weights, source(10), [])).toEqual([1]);
  await handle.reestimate(weights, source(20));
  await handle.infer(weights, source(30), { leaves: () => [] }, 1);
  await handle.weights();
  const loaded = handle.load(weights);
  await loaded.infer(source(140), { leaves: () => [] }, 1);
  loaded.dispose();
  expect(asked).toEqual(['forward', 'gradients', 'losses', 'reestimate', 'infer', 'weights', 'loaded', 'dispose']);
  expect(told).toEqual([
    '1 pass, 300 images, 300 images/s', '3 passes, 500 images, 250 images/s', '4 passes, 510 images, 170 images/s',
    '5 passes, 530 images, 133 images/s', '6 passes, 560 images, 112 images/s', '7 passes, 700 images, 117 images/s',
  ]);
});

it('tells no more often than twice a second', async () => {
  const told: string[] = [];
  let time = 0;
  const handle = meteredHandle({ losses: () => Promise.resolve((time += 0.2, [])) } as unknown as ModelHandle, (text) => told.push(text), () => time);
  for (let i = 0; i < 10; i++) await handle.losses(weights, source(1), []);
  expect(told.map((text) => text.split(' ')[0])).toEqual(['3', '6', '9']);
});
