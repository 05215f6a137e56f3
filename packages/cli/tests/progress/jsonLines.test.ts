import type { RunEvent } from '@exitbench/harness';
import { expect, it } from 'vitest';

import { finishedLine, jsonLines } from '../../src/progress/jsonLines.ts';
import { EVENTS, node, standing, work } from './events.ts';

const run = { benchmark: 'regimes', profile: 'smoke' };

function told(event: RunEvent): readonly unknown[] {
  const out: string[] = [];
  const err: string[] = [];
  jsonLines(run, { out: (line) => void out.push(line), err: (line) => void err.push(line) }).tell(event);
  expect(err).toEqual([]);
  return out.map((line) => JSON.parse(line) as unknown);
}

it.each([
  ['started', { nodes: 42, cached: 2, toRun: 40, macs: 1.234e12, seconds: 348, slots: 2 }],
  ['node-started', { node }],
  ['node-progress', { node, standing, progress: { step: 100, steps: 500, epoch: 4, loss: 0.41234567, imagesPerSecond: 1234.5 } }],
  ['node-resumed', { node, step: 250 }],
  ['node-checkpoint', { node, step: 300 }],
  ['node-elsewhere', { node }],
  ['node-note', { node, text: 'train-images: 3 of 9 MB' }],
  ['node-done', { node, work, standing: { ...standing, done: 4 }, copied: false }],
  ['node-ended', { node, outcome: { status: 'timeout', reason: 'It was still running after its 600 s, and was ended.', log: ['last words'] } }],
  ['corrupt', { corrupt: { key: 'c', kind: 'phase', label: node.label, reason: '`weights` is missing', movedTo: null } }],
  ['stopping', {}],
] as const)('tells %s as one line', (kind, rest) => {
  expect(told(EVENTS[kind])).toEqual([{ ...run, kind, ...rest }]);
});

it('keeps the last line until results are written: it says where, and has the outcomes by key without their results', () => {
  expect(told(EVENTS.finished)).toEqual([]);
  const last = finishedLine(run, EVENTS.finished, { records: '/r/records.jsonl', report: '/r/report.md' });
  expect(last).not.toContain('\n');
  expect(JSON.parse(last)).toEqual({
    ...run, kind: 'finished', interrupted: false, seconds: 61, overhead: 0.0123, records: '/r/records.jsonl', report: '/r/report.md',
    outcomes: {
      a: { status: 'completed', ran: true, work },
      b: { status: 'timeout', reason: 'It was still running.', log: ['last words'] },
      c: { status: 'blocked', reason: 'It needs `b`.', by: 'b' },
    },
  });
});

it('writes a loss that is no number as null: JSON has none', () => {
  const event = EVENTS['node-progress'];
  expect(told({ ...event, progress: { ...event.progress, loss: NaN } })).toEqual([{ ...run, ...event, progress: { ...event.progress, loss: null } }]);
});
