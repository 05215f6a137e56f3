import type { NodeKey } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import type { PlannedNode } from '../../src/index.ts';
import type { NodeOutcome } from '../../src/run/outcome.ts';
import { priorities } from '../../src/run/priorities.ts';
import { schedule } from '../../src/run/schedule.ts';
import { speedometer } from '../../src/run/speed.ts';

const node = (key: string, macs: number, after: readonly string[] = [], alone = false): PlannedNode =>
  ({ key, label: key, macs, after, alone }) as unknown as PlannedNode;
const done: NodeOutcome = { status: 'completed', result: null, work: { coreSeconds: 0, seconds: 0, peakMemory: null }, ran: true };

describe('priorities', () => {
  it('are the longest paths to the end', () => {
    // a → b → d and a → c → d: 1 + 5 + 2 through b, 1 + 3 + 2 through c.
    const ranks = priorities([node('a', 1), node('b', 5, ['a']), node('c', 3, ['a']), node('d', 2, ['b', 'c']), node('e', 4)]);
    expect(Object.fromEntries(ranks)).toEqual({ a: 8, b: 7, c: 5, d: 2, e: 4 });
  });
});

describe('a schedule', () => {
  it('starts a node that must be alone only when nothing runs, and nothing beside it', () => {
    const [a, v, b] = [node('a', 1), node('v', 9, [], true), node('b', 1, ['v'])];
    const state = schedule([a, v, b]);
    expect(state.next()).toBe(a);
    state.start(a);
    expect(state.next()).toBeUndefined();
    state.settle(a, done);
    expect(state.next()).toBe(v);
    state.start(v);
    expect(state.next()).toBeUndefined();
    state.settle(v, done);
    expect(state.next()).toBe(b);
  });

  it('blocks everything behind a failure, and names the nearest one', () => {
    const nodes = [node('a', 1), node('b', 1, ['a']), node('c', 1, ['b', 'a']), node('d', 1)];
    const [a] = nodes;
    const state = schedule(nodes);
    expect(state.settle(a as PlannedNode, { status: 'failed', reason: 'broke', log: [] }).map((n) => n.key)).toEqual(['b', 'c']);
    expect(state.outcomes.get('b' as NodeKey)).toMatchObject({ status: 'blocked', by: 'a' });
    expect(state.outcomes.get('c' as NodeKey)).toMatchObject({ status: 'blocked', by: 'b' });
    expect(state.next()?.key).toBe('d');
  });
});

describe('the estimate', () => {
  it('is by what has been measured, and by what is expected of the engine before', () => {
    const speed = speedometer('tensorflow');
    const before = speed.seconds(1e9, 2);
    expect(before).not.toBeNull();
    speed.set('a', 4e9, 2);
    speed.set('a', 8e9, 4); // the same work, further on
    speed.set('b', 1e9, 5);
    // 9e9 in 9 s: 1e9 a second for each of two workers.
    expect(speed.seconds(1e9, 2)).toBe(0.5);
    expect(speed.seconds(0, 2)).toBe(0);
    expect(speedometer('unheard-of').seconds(1, 1)).toBeNull();
  });
});
