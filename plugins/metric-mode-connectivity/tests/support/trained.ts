import { type CellView, type ComparedArm, type ModelHandle, type ResolvedTerm, type WeightValues, known, resolveParams, schemaProblem } from '@exitbench/core';
import { cellData, openCell } from '@exitbench/testkit';
import { expect } from 'vitest';

import { plugin } from '../../src/index.ts';

export const atLast: ResolvedTerm = { kind: 'task', at: ['classifier'], of: 'head', weight: 1, reduction: 'sum', smoothing: 0 };

/** A handle on the tiny network of conformance and its 60 images, the same whatever the seed of the weights. */
export async function handleOf(seed: number): Promise<ModelHandle> {
  return openCell(await cellData('classification', seed, 0)).handle;
}

/** Plain gradient descent on the last exit's loss over all images; statistics are those of the weights after every step. */
export async function trained(seed: number, steps = 25): Promise<WeightValues> {
  const handle = await handleOf(seed);
  const { train } = handle.splits;
  let weights = await handle.reestimate(await handle.weights(), train);
  for (let step = 0; step < steps; step++) {
    const gradients = known((await handle.gradients(weights, train, [atLast]))[0], 'one');
    const moved = Object.entries(gradients).map(([path, { shape, values }]) => [path, { shape, values: known(weights[path], 'has a value').values.map((v, i) => v - 0.5 * (values[i] as number)) }] as const);
    weights = await handle.reestimate({ ...weights, ...Object.fromEntries(moved) }, train);
  }
  return weights;
}

/** A ranked cell of the regime `label`, or a control in another order, with these weights. */
export async function cellWith(label: string, weights: WeightValues, changes: Partial<ComparedArm> = {}, handle: Partial<ModelHandle> = {}): Promise<CellView> {
  const cell = openCell(await cellData('classification', 1, 0));
  return { ...cell, arm: { label, regime: `regime-${label}`, params: {}, role: 'ranked', order: 0, ...changes }, handle: { ...cell.handle, weights: async () => weights, ...handle } };
}

export interface Result {
  readonly cells: readonly { readonly label: string; readonly loss: number; readonly ownLoss: number; readonly error: number; readonly ownError: number }[];
  readonly alphas: readonly number[];
  readonly pairs: readonly { readonly name: string; readonly a: string; readonly b: string; readonly kind: string; readonly barrier: number; readonly errorBarrier: number; readonly distance: number }[];
  readonly loss: { readonly [pair: string]: readonly number[] };
  readonly error: { readonly [pair: string]: readonly number[] };
  readonly layers: { readonly pieces: readonly string[]; readonly barrier: { readonly [pair: string]: readonly number[] } };
  readonly plane: {
    readonly x: readonly number[]; readonly y: readonly number[]; readonly z: readonly (readonly number[])[];
    readonly points: readonly { readonly x: number; readonly y: number; readonly label: string }[];
  };
}

export async function compute(cells: readonly CellView[], params: { readonly [name: string]: unknown } = {}): Promise<Result> {
  const result = await plugin.compute(cells, resolveParams(plugin.params, { steps: 4, plane: 0, ...params }, 'test'));
  expect(await schemaProblem(plugin.schema, result)).toBeUndefined();
  return result as unknown as Result;
}
