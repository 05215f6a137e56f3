import { Writable } from 'node:stream';

import type { RunEvent } from '@exitbench/harness';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { liveTree } from '../../src/progress/liveTree.ts';
import { EVENTS, node } from './events.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What comes to a screen for events, each so many milliseconds after the one before; and how often it was written to. */
function screen(events: readonly (readonly [number, RunEvent])[]): readonly string[] {
  const written: string[] = [];
  const stream = new Writable({ decodeStrings: false, write: (text: string, _, done) => (written.push(text), done()) });
  const say = (line: string): void => void written.push(`${line}\n`);
  const tree = liveTree('regimes-quick', { out: say, err: say, now: () => Date.now() / 1000 }, { stream, columns: () => 100, rows: () => 24, colour: false });
  for (const [wait, event] of events) {
    vi.advanceTimersByTime(wait);
    tree.tell(event);
  }
  tree.close();
  vi.advanceTimersByTime(1000);
  return written;
}

const progress = (step: number): RunEvent => ({ ...EVENTS['node-progress'], progress: { ...EVENTS['node-progress'].progress, step } });

it('draws a few times a second, however many events come', () => {
  const many = Array.from({ length: 100 }, (_, i): readonly [number, RunEvent] => [5, progress(i + 1)]);
  const drawn = screen([[0, EVENTS.started], [0, { kind: 'node-started', node }], ...many]).filter((text) => text.includes('step'));
  // 500 ms, a drawing every 120.
  expect(drawn).toHaveLength(4);
});

it('takes the tree away before it says something that stays, and at the end', () => {
  const written = screen([[0, EVENTS.started], [200, EVENTS['node-ended']], [200, EVENTS.finished]]);
  const up = '\u001B[1A';
  expect(written.map((text) => (text.startsWith('regimes-quick') ? 'tree' : text.includes(up) && !text.includes('regimes-quick') ? 'away' : text))).toEqual([
    '2 of 42 nodes in the store, 40 to run: 1.234 T multiply-accumulates, about 5 min 48 s in 2 processes\n',
    'tree', 'away', 'mnist/convnet/mixed/0 backbone: timeout. It was still running after its 600 s, and was ended.\n',
    'tree', 'away', 'Nodes without a result: 1 timeout, 1 blocked.\n',
  ]);
});

it('draws nothing before a run starts', () => {
  expect(screen([])).toEqual([]);
});
