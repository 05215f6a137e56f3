import type { NodeKey } from '@exitbench/core';
import type { RunEvent } from '@exitbench/harness';
import { expect, it } from 'vitest';

import type { Io } from '../src/index.ts';
import { progressLines } from '../src/progressLines.ts';

const node = { key: 'k' as NodeKey, kind: 'phase' as const, label: 'mnist/convnet/mixed/0 backbone' };
const standing = { done: 3, nodes: 42, eta: 192 };
const progress = (step: number): RunEvent => ({ kind: 'node-progress', node, standing, progress: { step, steps: 500, epoch: 4, loss: 0.41234567, imagesPerSecond: 1234.5 } });

/** Tells events at given seconds and gives the lines. */
function lines(events: readonly (readonly [number, RunEvent])[]): { readonly out: readonly string[]; readonly err: readonly string[] } {
  const [out, err]: [string[], string[]] = [[], []];
  let time = 0;
  const io: Io = { out: (l) => void out.push(l), err: (l) => void err.push(l), now: () => time, env: {}, cwd: '/', home: '/', onStop: () => () => {} };
  const tell = progressLines(io);
  for (const [at, event] of events) {
    time = at;
    tell(event);
  }
  return { out, err };
}

it('says before it trains what there is to do and how long it will take', () => {
  const { out } = lines([[0, { kind: 'started', nodes: 42, cached: 2, toRun: 40, macs: 1.234e12, seconds: 348, slots: 2 }]]);
  expect(out).toEqual(['2 of 42 steps in the store, 40 to run: 1.234 T multiply-accumulates, about 5 min 48 s in 2 processes']);
});

it('says when there is nothing to do', () => {
  expect(lines([[0, { kind: 'started', nodes: 42, cached: 42, toRun: 0, macs: 0, seconds: 0, slots: 2 }]]).out).toEqual(['42 of 42 steps in the store: nothing to compute.']);
});

it('tells place, phase, epoch, loss, speed and time left', () => {
  expect(lines([[0, progress(100)]]).out).toEqual(['[3/42] mnist/convnet/mixed/0 backbone: epoch 4, step 100/500, loss 0.4123, 1235 images/s, ETA 3 min 12 s']);
});

it('tells a phase every five seconds at most', () => {
  const { out } = lines([[0, { kind: 'node-started', node }], [1, progress(1)], [6, progress(2)], [8, progress(3)], [11, progress(4)]]);
  expect(out.map((l) => /step (\d+)/.exec(l)?.[1])).toEqual([undefined, '2', '4']);
});

it('tells what did not complete as an error', () => {
  const { out, err } = lines([[0, { kind: 'node-ended', node, outcome: { status: 'diverged', reason: 'The loss is NaN at step 7.', log: [] } }]]);
  expect(out).toEqual([]);
  expect(err).toEqual(['mnist/convnet/mixed/0 backbone: diverged. The loss is NaN at step 7.']);
});

it('counts what follows from a failure at the end, and tells it nowhere else', () => {
  const blocked = { status: 'blocked' as const, reason: 'It needs `backbone`.', by: 'k' as NodeKey };
  const failed = { status: 'failed' as const, reason: 'No data.', log: [] };
  const outcomes = new Map<NodeKey, typeof blocked | typeof failed>([['a' as NodeKey, failed], ['b' as NodeKey, blocked], ['c' as NodeKey, blocked]]);
  const { err } = lines([[0, { kind: 'node-ended', node, outcome: blocked }], [1, { kind: 'finished', outcomes, interrupted: false, seconds: 1, overhead: null }]]);
  expect(err).toEqual(['Steps without a result: 1 failed, 2 blocked.']);
});
