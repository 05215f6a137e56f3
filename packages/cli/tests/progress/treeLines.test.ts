import type { NodeKey } from '@exitbench/core';
import type { NodeName, RunEvent } from '@exitbench/harness';
import { expect, it } from 'vitest';

import { NOT_STARTED, next, secondsLeft } from '../../src/progress/runState.ts';
import { treeLines } from '../../src/progress/treeLines.ts';
import { EVENTS, work } from './events.ts';

const named = (kind: NodeName['kind'], label: string): NodeName => ({ key: label as NodeKey, kind, label });
const data = named('prepare', 'dataset-mnist (official)');
const backbone = named('phase', 'mnist:official/convnet/mixed/0 backbone');
const accuracy = named('analyse', 'mnist:official/convnet/mixed/0 exit-accuracy');
const joint = named('phase', 'mnist:official/convnet/joint/1 all');

const progress = (step: number, done = 3): RunEvent => ({
  kind: 'node-progress', node: backbone, standing: { done, nodes: 42, eta: 192 }, progress: { step, steps: 500, epoch: 4, loss: 0.41234567, imagesPerSecond: 1234.5 },
});

/** The tree after events at given seconds. */
function tree(events: readonly (readonly [number, RunEvent])[], now: number, size: { readonly columns?: number; readonly rows?: number } = {}): readonly string[] {
  const state = events.reduce((before, [at, event]) => next(before, event, at), NOT_STARTED);
  return treeLines(state, { title: 'regimes-quick', now, columns: size.columns ?? 120, rows: size.rows ?? 24, colour: false });
}

const RUNNING: readonly (readonly [number, RunEvent])[] = [
  [10, EVENTS.started],
  [10, { kind: 'node-started', node: data }],
  [11, { kind: 'node-note', node: data, text: 'train-images: 3 of 9 MB' }],
  [12, { kind: 'node-started', node: backbone }],
  [20, progress(50)],
  [30, progress(100)],
  [31, { kind: 'node-started', node: accuracy }],
  [40, { kind: 'node-done', node: joint, work, standing: { done: 4, nodes: 42, eta: 190 }, copied: false }],
];

it('shows how far a run is, running nodes below their cells, and what finished last', () => {
  // 50 steps took 10 s, so 400 take 80 s, of which 51 s have passed; a tenth of the bar of 16 is one, a fifth three.
  expect(tree(RUNNING, 81)).toEqual([
    'regimes-quick  4/42  ━───────────────  1:11  ETA 3:10',
    '├─ data sets',
    '│  └─ dataset-mnist (official)  train-images: 3 of 9 MB',
    '├─ mnist:official/convnet/mixed/0',
    '│  ├─ backbone       ━━━─────────────  epoch 4  step 100/500  loss 0.4123  1235 images/s  ETA 0:29',
    '│  └─ exit-accuracy  0:50',
    '└─ finished last',
    '   ✓ mnist:official/convnet/joint/1 all  0:12',
  ]);
});

it('leaves bars out and cuts where lines are short', () => {
  const lines = tree(RUNNING, 81, { columns: 60 });
  expect(lines.find((l) => l.includes('backbone'))).toBe('│  ├─ backbone       epoch 4  step 100/500  loss 0.4123  12…');
  expect(Math.max(...lines.map((l) => l.length))).toBe(60);
  expect(tree(RUNNING, 81, { columns: 24 })[3]).toBe('├─ …cial/convnet/mixed/0');
});

it('never takes more lines than there are: what runs comes first', () => {
  expect(tree(RUNNING, 81, { rows: 7 })).toHaveLength(6);
  expect(tree(RUNNING, 81, { rows: 7 }).join('\n')).not.toContain('finished last');
  expect(tree(RUNNING, 81, { rows: 4 }).slice(1)).toEqual(['├─ data sets', '│  └─ dataset-mnist (official)  train-images: 3 of 9 MB', '   … and 3 more lines']);
  expect(tree(RUNNING, 81, { rows: 1 })).toHaveLength(1);
});

it('says of a copy where it is from, and no time', () => {
  const done = (copied: boolean): string => tree([[40, { kind: 'node-done', node: joint, work, standing: { done: 4, nodes: 42, eta: 190 }, copied }]], 81).join('\n');
  expect(done(true)).toMatch(/✓ .* {2}taken from its trial$/);
  expect(done(false)).toMatch(/✓ .* {2}0:1\d$/);
});

it('counts what came to no result, and takes it out', () => {
  const [head, ...rest] = tree([
    ...RUNNING,
    [50, { kind: 'node-ended', node: backbone, outcome: { status: 'failed', reason: 'No.', log: [] } }],
    [50, { kind: 'node-ended', node: accuracy, outcome: { status: 'blocked', reason: 'No.', by: backbone.key } }],
    [50, { kind: 'node-ended', node: named('predict', 'x predict'), outcome: { status: 'blocked', reason: 'No.', by: backbone.key } }],
  ], 81);
  expect(head).toBe('regimes-quick  4/42  ━───────────────  1 failed  2 blocked  1:11  ETA 3:10');
  expect(rest.join('\n')).not.toContain('backbone');
});

it('says of a node that it goes on, or that another process computes it, until it is heard of', () => {
  const resumed = [...RUNNING.slice(0, 4), [13, { kind: 'node-resumed', node: backbone, step: 250 }], [13, { kind: 'node-elsewhere', node: joint }]] as const;
  expect(tree(resumed, 14)).toEqual(expect.arrayContaining(['│  └─ backbone  goes on after step 250', '└─ mnist:official/convnet/joint/1', '   └─ all  another process computes it']));
  expect(tree([...resumed, [15, progress(260)]], 16).join('\n')).not.toContain('goes on');
});

it('measures the time left from the first news, for a phase may begin at its checkpoint', () => {
  const state = [[0, { kind: 'node-started', node: backbone }], [5, progress(300)], [15, progress(400)]] as const;
  const running = state.reduce((before, [at, event]) => next(before, event, at), NOT_STARTED).running.get(backbone.key);
  // 100 steps in 10 s: another 100 in 10 s. From the start it would be 400 steps in 15 s.
  expect(running === undefined ? undefined : secondsLeft(running, 15)).toBe(10);
});

it('says that it stops, in place of the time left', () => {
  expect(tree([...RUNNING, [50, EVENTS.stopping]], 81)[0]).toBe('regimes-quick  4/42  ━───────────────  1:11  stopping');
});

it('takes every kind of event', () => {
  for (const event of Object.values(EVENTS)) expect(next(NOT_STARTED, event, 0)).toBeDefined();
});
