import type { NodeKey } from '@exitbench/core';
import type { RunEvent } from '@exitbench/harness';
import { expect, it } from 'vitest';

import { plainLines } from '../../src/progress/plainLines.ts';
import { EVENTS, node } from './events.ts';

const progress = (step: number): RunEvent => ({ ...EVENTS['node-progress'], progress: { ...EVENTS['node-progress'].progress, step } });

/** Tells events at given seconds and gives the lines. */
function lines(events: readonly (readonly [number, RunEvent])[]): { readonly out: readonly string[]; readonly err: readonly string[] } {
  const [out, err]: [string[], string[]] = [[], []];
  let time = 0;
  const { tell } = plainLines({ out: (l) => void out.push(l), err: (l) => void err.push(l), now: () => time });
  for (const [at, event] of events) {
    time = at;
    tell(event);
  }
  return { out, err };
}

it.each([
  ['started', ['2 of 42 nodes in the store, 40 to run: 1.234 T multiply-accumulates, about 5 min 48 s in 2 processes'], []],
  ['node-started', ['mnist/convnet/mixed/0 backbone: started'], []],
  ['node-progress', ['[3/42] mnist/convnet/mixed/0 backbone: epoch 4, step 100/500, loss 0.4123, 1235 images/s, ETA 3 min 12 s'], []],
  ['node-resumed', ['mnist/convnet/mixed/0 backbone: goes on after step 250'], []],
  ['node-checkpoint', [], []],
  ['node-elsewhere', ['mnist/convnet/mixed/0 backbone: another process computes it; waiting for its result'], []],
  ['node-note', ['mnist/convnet/mixed/0 backbone: train-images: 3 of 9 MB'], []],
  ['node-done', ['[4/42] mnist/convnet/mixed/0 backbone: done in 13 s, ETA 3 min 12 s'], []],
  ['node-ended', [], ['mnist/convnet/mixed/0 backbone: timeout. It was still running after its 600 s, and was ended.']],
  ['corrupt', [], ['mnist/convnet/mixed/0 backbone: its stored result was damaged and is computed again: `weights` is missing.']],
  ['stopping', [], ['Stopping. Running phases keep where they are; Ctrl-C once more ends at once.']],
  ['finished', [], ['Nodes without a result: 1 timeout, 1 blocked.']],
] as const)('tells %s', (kind, out, err) => {
  expect(lines([[0, EVENTS[kind]]])).toEqual({ out, err });
});

it('does not tell the time of a trial as that of its copy', () => {
  expect(lines([[0, { ...EVENTS['node-done'], copied: true }]]).out).toEqual(['[4/42] mnist/convnet/mixed/0 backbone: taken from its trial, ETA 3 min 12 s']);
});

it('says when there is nothing to do', () => {
  expect(lines([[0, { ...EVENTS.started, cached: 42, toRun: 0, macs: 0, seconds: 0 }]]).out).toEqual(['42 of 42 nodes in the store: nothing to compute.']);
});

it('tells a phase every five seconds at most', () => {
  const { out } = lines([[0, { kind: 'node-started', node }], [1, progress(1)], [6, progress(2)], [8, progress(3)], [11, progress(4)]]);
  expect(out.map((l) => /step (\d+)/.exec(l)?.[1])).toEqual([undefined, '2', '4']);
});

it('tells passes of an analysis every five seconds at most', () => {
  const analysis = { ...node, kind: 'analyse' as const };
  const note = (n: number): RunEvent => ({ kind: 'node-note', node: analysis, text: `${n} passes` });
  const { out } = lines([[0, { kind: 'node-started', node: analysis }], [1, note(1)], [6, note(2)], [8, note(3)], [11, note(4)]]);
  expect(out).toEqual(['mnist/convnet/mixed/0 backbone: 2 passes', 'mnist/convnet/mixed/0 backbone: 4 passes']);
});

it.each(['failed', 'diverged', 'timeout', 'oom'] as const)('tells what is %s as an error', (status) => {
  const { out, err } = lines([[0, { kind: 'node-ended', node, outcome: { status, reason: 'The loss is NaN at step 7.', log: [] } }]]);
  expect(out).toEqual([]);
  expect(err).toEqual([`mnist/convnet/mixed/0 backbone: ${status}. The loss is NaN at step 7.`]);
});

it('tells nowhere else what follows from a failure: it is counted at the end', () => {
  expect(lines([[0, { kind: 'node-ended', node, outcome: { status: 'blocked', reason: 'It needs `backbone`.', by: 'k' as NodeKey } }]])).toEqual({ out: [], err: [] });
});

it('says why it stops, and where phases are once they have kept it', () => {
  const { out, err } = lines([[0, { kind: 'stopping', reason: 'There is no room left in the store.' }], [1, EVENTS['node-checkpoint']]]);
  expect(err).toEqual(['Stopping: There is no room left in the store. Running phases keep where they are; Ctrl-C once more ends at once.']);
  expect(out).toEqual(['mnist/convnet/mixed/0 backbone: kept after step 300']);
});
