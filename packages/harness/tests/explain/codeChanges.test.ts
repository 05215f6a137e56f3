import { expect, it } from 'vitest';

import { codeChanges } from '../../src/explain/codeChanges.ts';

const BEFORE = ['@exitbench/nn/conv 11', '@exitbench/nn/pool 22', '@tensorflow/tfjs-core@4.22.0', 'node:fs'];

it('names files that were changed, added and removed', () => {
  expect(codeChanges(BEFORE, ['@exitbench/nn/conv 12', '@exitbench/nn/relu 33', '@tensorflow/tfjs-core@4.22.0', 'node:fs'])).toEqual([
    { name: '@exitbench/nn/conv', change: 'changed', versions: null },
    { name: '@exitbench/nn/pool', change: 'removed', versions: null },
    { name: '@exitbench/nn/relu', change: 'added', versions: null },
  ]);
});

it('names packages with their versions', () => {
  expect(codeChanges(BEFORE, [...BEFORE.slice(0, 2), '@tensorflow/tfjs-core@4.23.0'])).toEqual([
    { name: '@tensorflow/tfjs-core', change: 'changed', versions: { before: '4.22.0', after: '4.23.0' } },
    { name: 'node:fs', change: 'removed', versions: { before: '', after: null } },
  ]);
});

it('names nothing where nothing changed', () => {
  expect(codeChanges(BEFORE, BEFORE.toReversed())).toEqual([]);
});
