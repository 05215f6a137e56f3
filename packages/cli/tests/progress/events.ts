import type { NodeKey } from '@exitbench/core';
import type { RunEvent } from '@exitbench/harness';

export const node = { key: 'k' as NodeKey, kind: 'phase' as const, label: 'mnist/convnet/mixed/0 backbone' };
export const standing = { done: 3, nodes: 42, eta: 192 };
export const work = { coreSeconds: 12, seconds: 12.5, useful: 12, peakMemory: null };

/** An event of each kind: a new kind has to be added here before types hold. */
export const EVENTS: { readonly [K in RunEvent['kind']]: Extract<RunEvent, { readonly kind: K }> } = {
  started: { kind: 'started', nodes: 42, cached: 2, toRun: 40, macs: 1.234e12, seconds: 348, slots: 2 },
  'node-started': { kind: 'node-started', node },
  'node-progress': { kind: 'node-progress', node, standing, progress: { step: 100, steps: 500, epoch: 4, loss: 0.41234567, imagesPerSecond: 1234.5 } },
  'node-resumed': { kind: 'node-resumed', node, step: 250 },
  'node-checkpoint': { kind: 'node-checkpoint', node, step: 300 },
  'node-elsewhere': { kind: 'node-elsewhere', node },
  'node-note': { kind: 'node-note', node, text: 'train-images: 3 of 9 MB' },
  'node-done': { kind: 'node-done', node, work, standing: { ...standing, done: 4 }, copied: false },
  'node-ended': { kind: 'node-ended', node, outcome: { status: 'timeout', reason: 'It was still running after its 600 s, and was ended.', log: ['last words'] } },
  corrupt: { kind: 'corrupt', corrupt: { key: 'c' as NodeKey, kind: 'phase', label: node.label, reason: '`weights` is missing', movedTo: null } },
  stopping: { kind: 'stopping' },
  finished: {
    kind: 'finished', interrupted: false, seconds: 61, overhead: 0.0123,
    outcomes: new Map([
      ['a' as NodeKey, { status: 'completed', ran: true, result: { large: [1, 2, 3] }, work }],
      ['b' as NodeKey, { status: 'timeout', reason: 'It was still running.', log: ['last words'] }],
      ['c' as NodeKey, { status: 'blocked', reason: 'It needs `b`.', by: 'b' as NodeKey }],
    ]),
  },
};
