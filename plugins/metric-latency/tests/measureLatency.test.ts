import { type CellView, type ModelHandle, known, paramsSchema } from '@exitbench/core';
import { checkMetric, networkCell, testMetric } from '@exitbench/testkit';
import { describe, expect, it } from 'vitest';

import { chooseThresholds } from '../src/chooseThresholds.ts';
import { inMemory } from '../src/inMemory.ts';
import { plugin } from '../src/index.ts';
import { measureLatency } from '../src/measureLatency.ts';
import { timePairs } from '../src/timePairs.ts';

// With the real clock, as briefly as it goes.
testMetric(plugin, { params: { rounds: 3, time: 1 } });

it('takes the parameters of its snapshot', async () => {
  await expect(`${JSON.stringify(paramsSchema(plugin.params), null, 2)}\n`).toMatchFileSnapshot('schema.snap.json');
});

const PARAMS = { batch: 8, samples: 60, rounds: 3, time: 100 };

describe('with a clock made up', () => {
  it('conforms to the last digit', { timeout: 60_000 }, async () => {
    const steady = {
      ...plugin, volatile: false, direction: 'none' as const,
      compute: ([cell]: readonly CellView[], params: typeof PARAMS) => {
        const { view, now } = clocked(cell as Required<CellView>);
        return measureLatency(view, params, now);
      },
    };
    expect(await checkMetric(steady as unknown as Parameters<typeof checkMetric>[0], { params: { rounds: 3, time: 1 } })).toEqual([]);
  });

  it('gives times of a sample and speed-ups, by exit', async () => {
    const { exits, plain } = await resultOf();
    // A hundred milliseconds a sample by the plain backbone; 40, 80 and 120 by the exits. Each round has its own pace: 1, 2 and 4.
    expect(plain.time).toEqual({ median: 200, lowest: 100, highest: 400 });
    expect(exits.names).toEqual(['block0', 'block1', 'classifier']);
    expect(exits.time).toEqual({ median: [80, 160, 240], lowest: [40, 80, 120], highest: [160, 320, 480] });
    expect(exits.speedUp.measured).toEqual([2.5, 1.25, 100 / 120].map((v) => expect.closeTo(v, 9) as number));
    expect(exits.singleRounds.lowest).toEqual(exits.speedUp.measured.map((v) => expect.closeTo(v, 9) as number));
  });

  it('predicts by the cost of where samples really left', async () => {
    const { exits, thresholds, plain, costs } = await resultOf();
    expect(plain.cost).toBe(costs.base);
    expect(exits.speedUp.predicted).toEqual(costs.exits.map((cost) => expect.closeTo(costs.base / cost, 9) as number));
    thresholds.shares.forEach((shares, i) => {
      expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
      const mean = shares.reduce((sum, share, exit) => sum + share * (costs.exits[exit] ?? NaN), 0);
      expect(thresholds.cost[i]).toBeCloseTo(mean, 9);
      expect(thresholds.speedUp.predicted[i]).toBeCloseTo(costs.base / mean, 9);
      expect(thresholds.speedUp.measured[i]).toBeCloseTo(100 / shares.reduce((sum, share, exit) => sum + share * 40 * (exit + 1), 0), 6);
    });
    expect(thresholds.shares.at(-1)).toEqual([0, 0, 1]);
    expect(thresholds.threshold.at(-1)).toBe(1);
    expect(new Set(thresholds.shares.map((s) => JSON.stringify(s))).size).toBeGreaterThan(1);
  });

  it('says what thresholds cost as the choice does, each part by its name', async () => {
    const { thresholds, view } = await resultOf();
    const chosen = chooseThresholds(view);
    const [validation, test] = [chosen.map((c) => c.lost.validation), chosen.map((c) => c.lost.test)];
    expect(validation).not.toEqual(test);
    expect(thresholds.lost).toEqual({ validation, test });
    expect(thresholds.beside).toMatchObject({ 'validation: points lost': validation, 'test: points lost': test });
    expect(thresholds.accuracy).toEqual({ validation: chosen.map((c) => c.accuracy.validation), test: chosen.map((c) => c.accuracy.test) });
  });

  it('runs no head for the plain backbone, and all of them for the last exit', async () => {
    const { asked } = await resultOf();
    // Four times before the rounds, and in each of three once beside each of the others; these may leave anywhere.
    const [plain, others] = [asked.filter((at) => at?.length === 1), asked.filter((at) => at?.length !== 1)];
    expect(plain).toEqual(Array.from({ length: 4 + (3 * others.length) / 7 }, () => [2]));
    expect(new Set(asked.map((at) => at?.join()))).toEqual(new Set(['2', '0,1,2']));
  });
});

it('passes over exits whose heads were never trained', async () => {
  const { handle, ...view } = await networkCell('classification', 1);
  const weights = Object.fromEntries(Object.entries(await handle.weights()).filter(([path]) => !path.startsWith('block0/head')));
  expect(Object.keys(weights).length).toBeLessThan(Object.keys(await handle.weights()).length);
  const two = <T>(list: readonly T[]): readonly T[] => list.slice(1);
  const part = (outputs: typeof view.outputs.test) => ({ ...outputs, byExit: two(outputs.byExit) });
  const cell = {
    ...view, handle: { ...handle, weights: async () => weights }, exits: two(view.exits), costs: { ...view.costs, exits: two(view.costs.exits) },
    outputs: { validation: part(view.outputs.validation), test: part(view.outputs.test) },
  };
  const { exits, thresholds } = (await measureLatency(cell, { ...PARAMS, time: 1 })) as unknown as Result;
  expect(exits.names).toEqual(['block1', 'classifier']);
  for (const shares of thresholds.shares) expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
  expect(thresholds.shares.at(-1)).toEqual([0, 1]);
});

it('reads each sample once: where they come from is not timed', async () => {
  const { handle, ...view } = await networkCell('classification', 1);
  const read: number[] = [];
  const { test } = handle.splits;
  const watched: typeof test = { ...test, read: (indices) => (read.push(...Array.from(indices)), test.read(indices)) };
  await measureLatency({ ...view, handle: { ...handle, splits: { ...handle.splits, test: watched } } }, { ...PARAMS, time: 1 });
  expect(read.toSorted((a, b) => a - b)).toEqual(Array.from({ length: test.length }, (_, i) => i));
});

it('leaves no tensor behind, whatever happens', async () => {
  const { handle, ...view } = await networkCell('classification', 1);
  let disposed = 0;
  const load: typeof handle.load = (weights) => {
    const loaded = handle.load(weights);
    return { infer: () => Promise.reject(new Error('broke')), dispose: () => (disposed++, loaded.dispose()) };
  };
  await expect(measureLatency({ ...view, handle: { ...handle, load } }, PARAMS)).rejects.toThrow('broke');
  expect(disposed).toBe(1);
});

describe('pairs', () => {
  it('are timed side by side, backwards every other round, with the median of each', async () => {
    let time = 0;
    const order: string[] = [];
    const task = (name: string, durations: readonly number[]) => {
      let calls = 0;
      return async () => {
        order.push(name);
        time += known(durations[calls++ % durations.length], 'in range');
      };
    };
    // Ten milliseconds: `a` is called three times each time, the others once.
    const pairs = await timePairs(task('-', [20]), [task('a', [2, 7, 3]), task('b', [10])], { rounds: 2, time: 10, now: () => time });
    expect(pairs).toEqual([{ own: [3, 3], yardstick: [20, 20] }, { own: [10, 10], yardstick: [20, 20] }]);
    expect(order.join('')).toBe('-aaa-bb-aaa-');
  });

  it('are of one moment each: a machine that is slower later is so to both', async () => {
    let time = 0;
    let pace = 1;
    const task = (duration: number) => async () => {
      time += pace * duration;
    };
    const slowing = [task(40), async () => (await task(20)(), void (pace = 3))];
    const pairs = await timePairs(task(80), slowing, { rounds: 1, time: 1, now: () => time });
    expect(pairs).toEqual([{ own: [40], yardstick: [80] }, { own: [20], yardstick: [80] }]);
    const [first] = await timePairs(task(80), slowing, { rounds: 1, time: 1, now: () => time });
    expect(first).toEqual({ own: [120], yardstick: [240] });
  });

  it('let what a task throws through', async () => {
    await expect(timePairs(async () => undefined, [() => Promise.reject(new Error('broke'))], { rounds: 1, time: 1 })).rejects.toThrow('broke');
  });
});

it('keeps samples in memory, each where it was', async () => {
  const { handle } = await networkCell('classification', 1);
  let reads = 0;
  const { test } = handle.splits;
  const kept = inMemory({ ...test, read: (indices) => (reads++, test.read(indices)) });
  for (const positions of [[3, 0, 39], [7]]) expect(kept.read(positions)).toEqual(test.read(positions));
  expect(reads).toBe(1);
  kept.read([0])['image']?.fill(9);
  expect(kept.read([0])).toEqual(test.read([0]));
  expect(kept.labels).toEqual(test.labels);
});

it('needs outputs, labels and a handle', async () => {
  const { handle: _, ...cell } = await networkCell('classification', 1);
  expect(() => plugin.compute([cell], PARAMS)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
});

// ---------------------------------------------------------------------------------------------------------------------

interface Result {
  readonly plain: { readonly time: object; readonly cost: number };
  readonly exits: Timed & { readonly names: readonly string[] };
  readonly thresholds: Timed & { readonly threshold: readonly number[]; readonly shares: readonly (readonly number[])[]; readonly lost: object; readonly accuracy: object; readonly beside: object };
}

interface Timed {
  readonly time: object;
  readonly cost: readonly number[];
  readonly speedUp: { readonly [name in 'measured' | 'predicted']: readonly number[] };
  readonly singleRounds: { readonly [name in 'lowest' | 'highest']: readonly number[] };
}

async function resultOf(): Promise<Result & { readonly view: Required<CellView>; readonly costs: CellView['costs']; readonly asked: readonly (readonly number[] | undefined)[] }> {
  const { view, now, asked } = clocked(await networkCell('classification', 1));
  const result = (await measureLatency(view, PARAMS, now)) as unknown as Result;
  return { ...result, view, costs: view.costs, asked };
}

/**
 * A cell on whose clock the plain backbone takes 100 ms a sample and exit k 40 (k + 1); each round is twice as slow as the one
 * before, for all. Everything is inferred once before the first round.
 */
function clocked(view: Required<CellView>): { readonly view: Required<CellView>; readonly now: () => number; readonly asked: (readonly number[] | undefined)[] } {
  let time = 0;
  const asked: (readonly number[] | undefined)[] = [];
  const isPlain = (at: readonly number[] | undefined): boolean => at?.length === 1;
  /** The plain backbone comes first, four times, and again when the rounds begin, in which it is timed beside each of the others. */
  const pace = (): number => {
    const warmUps = asked.findIndex((at, i) => i >= 4 && isPlain(at));
    const things = warmUps / 4 - 1;
    return warmUps < 0 ? 1 : known([1, 2, 4][Math.floor((asked.length - 1 - warmUps) / (2 * things))], 'there are three rounds');
  };
  const handle: ModelHandle = {
    ...view.handle,
    load(weights) {
      const loaded = view.handle.load(weights);
      return {
        ...loaded,
        async infer(source, decision, batch) {
          asked.push(decision.at);
          const inferred = await loaded.infer(source, decision, batch);
          time += pace() * inferred.exit.reduce((sum, exit) => sum + (isPlain(decision.at) ? 100 : 40 * (exit + 1)), 0);
          return inferred;
        },
      };
    },
  };
  return { view: { ...view, handle }, now: () => time, asked };
}
