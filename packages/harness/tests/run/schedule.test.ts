import type { NodeKey } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import type { PlannedNode } from '../../src/index.ts';
import type { Progress } from '../../src/run/job.ts';
import type { NodeOutcome } from '../../src/run/outcome.ts';
import { priorities } from '../../src/run/priorities.ts';
import { newsTeller } from '../../src/run/progress.ts';
import { schedule } from '../../src/run/schedule.ts';
import { speedometer } from '../../src/run/speed.ts';

const node = (key: string, macs: number, after: readonly string[] = [], alone = false): PlannedNode =>
  ({ key, label: key, macs, after, alone }) as unknown as PlannedNode;
const done: NodeOutcome = { status: 'completed', result: null, work: { coreSeconds: 0, seconds: 0, useful: 0, peakMemory: null }, ran: true };

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
    expect([state.next(), state.ready()]).toEqual([a, 1]);
    state.start(a);
    expect([state.next(), state.ready()]).toEqual([undefined, 0]);
    state.settle(a, done);
    expect([state.next(), state.ready()]).toEqual([v, 1]);
    state.start(v);
    expect([state.next(), state.ready()]).toEqual([undefined, 0]);
    state.settle(v, done);
    expect(state.next()).toBe(b);
  });

  it('says how many nodes could start now: one of those that must be alone', () => {
    const [a, b, v, w] = [node('a', 1), node('b', 1), node('v', 9, [], true), node('w', 9, [], true)];
    const c = node('c', 1, ['a']);
    const state = schedule([a, b, v, w, c]);
    expect(state.ready()).toBe(2);
    state.start(a);
    expect(state.ready()).toBe(1);
    state.settle(a, done);
    expect(state.ready()).toBe(2);
    for (const n of [b, c]) {
      state.start(n);
      state.settle(n, done);
    }
    expect([state.ready(), state.next()?.alone]).toEqual([1, true]);
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

describe('a selection', () => {
  type Ended = Parameters<ReturnType<typeof schedule>['settle']>[1];
  const ended = (status: 'failed' | 'diverged' | 'timeout'): Ended => ({ status, reason: 'broke', log: [] });
  const nodes = [
    node('t1', 1), node('t2', 1), node('p1', 1, ['t1']), node('p2', 1, ['t2']), { ...node('s', 0, ['p1', 'p2']), kind: 'select' as const }, node('next', 1, ['s']),
  ];
  const [t1, t2, p1, p2, select] = nodes as unknown as readonly [PlannedNode, PlannedNode, PlannedNode, PlannedNode, PlannedNode];

  it('can be made when all of its trials are settled, of which one diverged', () => {
    const state = schedule(nodes);
    expect(state.settle(t1, ended('diverged')).map((n) => n.key)).toEqual(['p1']);
    state.settle(t2, done);
    expect(state.next()).toBe(p2);
    expect(state.outcomes.has(select.key)).toBe(false);
    state.settle(p2, done);
    expect(state.next()).toBe(select);
  });

  it('can be made when all trials diverged: it says so', () => {
    const state = schedule(nodes);
    state.settle(t1, ended('diverged'));
    state.settle(t2, ended('diverged'));
    expect(state.next()).toBe(select);
  });

  it.each(['failed', 'timeout'] as const)('is blocked by a trial that %s, with what follows', (status) => {
    const state = schedule(nodes);
    expect(state.settle(t1, ended(status)).map((n) => n.key)).toEqual(['p1', 's', 'next']);
    expect(state.outcomes.get(select.key)).toMatchObject({ status: 'blocked', by: 'p1' });
  });

  it('is blocked by a prediction that diverges, or one whose trial could not start', () => {
    const state = schedule(nodes);
    state.settle(t1, done);
    expect(state.settle(p1, ended('diverged')).map((n) => n.key)).toEqual(['s', 'next']);
    const before = node('b', 1);
    const behind = schedule([before, ...nodes.map((n) => (n.key === 't1' ? { ...n, after: ['b'] as unknown as PlannedNode['after'] } : n))]);
    expect(behind.settle(before, ended('diverged')).map((n) => n.key)).toEqual(['t1', 'p1', 's', 'next']);
  });

  it('is not reopened with a prediction that there never was', () => {
    const state = schedule(nodes);
    state.settle(t1, ended('diverged'));
    state.settle(t2, done);
    state.settle(p2, done);
    state.start(select);
    state.reopen([select, p1]);
    expect(state.next()).toBe(select);
  });
});

describe('the speed of a node that runs', () => {
  it('is that of the steps since its first news: what comes before is no pace', () => {
    let clock = 0;
    const set: unknown[] = [];
    const news = newsTeller(node('a', 1), { set: (_, share, seconds) => set.push([share, seconds]) }, () => ({ done: 0, nodes: 1, eta: null }), () => {}, () => clock);
    const progress = (at: number, step: number): void => {
      clock = at;
      news({ kind: 'progress', progress: { step, steps: 100, epoch: 1, loss: 1, samples: step } as unknown as Progress });
    };
    progress(30, 10); // half a minute until ten steps were made
    progress(31, 10);
    expect(set).toEqual([]);
    progress(34, 30); // then twenty in four seconds
    expect(set).toEqual([[0.3, 6]]);
  });
});

describe('the estimate', () => {
  const work = (key: string, macs: number, steps: number): PlannedNode => ({ ...node(key, macs), steps });

  it('is by what has been measured, for what is left', () => {
    const speed = speedometer('tensorflow');
    const [a, b, c] = [work('a', 18e9, 0), work('b', 0, 200), work('c', 36e9, 400)]; // expected: 1 s, 3 s and 8 s
    expect(speed.seconds([a, b, c], 2)).toBeCloseTo(6, 9);
    speed.set(a, 0.5, 1); // half a second's work took a whole one
    speed.set(a, 1, 2); // the same work, further on
    expect(speed.seconds([b, c], 2)).toBeCloseTo(11, 9);
    speed.set(b, 1, 6);
    speed.set(c, 0.25, 4); // two of eight
    expect(speed.seconds([c], 1)).toBeCloseTo(12, 9);
    expect(speed.seconds([], 2)).toBe(0);
  });

  it.each([
    // Core-seconds that were measured with nothing in the store: quick in two parts, and the smoke test with its small batches.
    ['one joint training of quick', 'tensorflow', 364.9e9, 1000, 39],
    ['all of quick', 'tensorflow', 5956e9, 23_580, 5956 / 9.4],
    ['smoke', 'tensorflow', 8.365e9, 622, 8.365 / 0.75],
    ['all of quick-wasm', 'wasm', 1095e9, 8583, 290],
    ['its backbones, ten of them', 'wasm', 329e9, 1800, 66],
    ['smoke', 'wasm', 8.365e9, 622, 10.1],
  ])('is within a factor of two where nothing has been measured: %s on %s', (_, engine, macs, steps, took) => {
    const expected = speedometer(engine).secondsFromStart([work('a', macs, steps)], 1) ?? 0;
    expect(expected / took).toBeGreaterThan(0.5);
    expect(expected / took).toBeLessThan(2);
  });

  it('has the start of workers in it before they have started, where there is something to run', () => {
    const speed = speedometer('wasm');
    expect(speed.secondsFromStart([work('a', 5e9, 125)], 2)).toBeCloseTo(2.5 + 1, 9);
    expect(speed.secondsFromStart([], 2)).toBe(0);
  });

  it('of an unknown engine is by what has been measured only', () => {
    const speed = speedometer('unheard-of');
    expect([speed.seconds([work('a', 1e9, 1)], 1), speed.secondsFromStart([work('a', 1e9, 1)], 1)]).toEqual([null, null]);
    speed.set(work('a', 1e9, 1), 1, 4);
    expect(speed.seconds([work('b', 5e8, 7)], 1)).toBe(2);
  });
});
