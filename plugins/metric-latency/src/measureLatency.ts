import { type CellView, type ExitDecision, type Inferred, type Json, known, stratifiedOrder, subset } from '@exitbench/core';
import { maxConfidence, staticExit } from '@exitbench/exits';

import { chooseThresholds } from './chooseThresholds.ts';
import { inMemory } from './inMemory.ts';
import { type Spread, speedUps, spreadOf } from './spread.ts';
import { type Pairs, type TimingOptions, timePairs } from './timePairs.ts';

export interface LatencyParams {
  readonly batch: number;
  readonly samples: number;
  readonly rounds: number;
  readonly time: number;
}

/** Passes before anything is timed: an engine that records has recorded what it meets once a pass at the second, compared it at the third, and repeats it from the fourth on. */
const WARM_UPS = 4;

/**
 * Times inference of test samples by one plain backbone, by exits at which all leave, and at thresholds.
 *
 * @param now a clock in milliseconds; default tinybench's
 */
export async function measureLatency(
  cell: CellView & Required<Pick<CellView, 'outputs' | 'labels' | 'handle'>>, { batch, samples, rounds, time }: LatencyParams, now?: () => number,
): Promise<{ readonly [field: string]: Json }> {
  const { handle, costs, exits } = cell;
  const { test } = handle.splits;
  const source = inMemory(subset(test, stratifiedOrder(test.labels, 'latency/test').slice(0, samples)));
  const chosen = chooseThresholds(cell);
  // Exits whose heads were never trained are in the network and not in the cell.
  const at = exits.map(({ name }) => handle.network.exits.findIndex((e) => e.name === name));
  // Losses may allow the same threshold: it is timed once.
  const thresholds = [...new Set(chosen.map((c) => c.threshold))];
  const online = known(maxConfidence().online, 'its answers are those of the exit that is left at');
  const decisions: readonly ExitDecision[] = [
    { at: at.slice(-1), leaves: () => [] },
    ...at.map((exit) => ({ ...known(staticExit(exit).online, 'a static exit has one')(exit), at })),
    ...thresholds.map((threshold) => ({ ...online(threshold), at })),
  ];
  const loaded = handle.load(await handle.weights());
  const passes = decisions.map((decision) => () => loaded.infer(source, decision, batch));
  const { shares, pairs } = await timedPasses(passes, { rounds, time, ...(now === undefined ? {} : { now }) }, at).finally(() => loaded.dispose());
  const ofSample = (ms: number): number => ms / source.length;
  const measured = pairs.map(({ own, yardstick }, i): Measured => {
    const left = known(shares[i], 'one each');
    const cost = left.reduce((sum, share, exit) => sum + share * known(costs.exits[exit], 'a cost for each exit'), 0);
    return { time: spreadOf(own.map(ofSample)), cost, speedUp: spreadOf(speedUps(yardstick, own)), predicted: costs.base / cost, shares: left };
  });
  const atThresholds = measured.slice(exits.length);
  const atChosen = chosen.map((c) => known(atThresholds[thresholds.indexOf(c.threshold)], 'each threshold is timed'));
  const plainTime = spreadOf(pairs.flatMap((p) => p.yardstick).map(ofSample));
  const lost = { validation: chosen.map((c) => c.lost.validation), test: chosen.map((c) => c.lost.test) };
  const atAll = listed(atChosen);
  return {
    split: 'test', policy: 'max-confidence', batch, samples: source.length, rounds,
    plain: { time: { ...plainTime }, cost: costs.base },
    exits: { names: exits.map((e) => e.name), ...listed(measured.slice(0, exits.length)) },
    thresholds: {
      names: chosen.map((c) => c.name), allowed: chosen.map((c) => c.allowed), threshold: chosen.map((c) => c.threshold),
      accuracy: { validation: chosen.map((c) => c.accuracy.validation), test: chosen.map((c) => c.accuracy.test) },
      lost, ...atAll, shares: atChosen.map((m) => m.shares),
      beside: {
        'measured speed-up': atAll.speedUp.measured, 'predicted speed-up': atAll.speedUp.predicted,
        'test: points lost': lost.test, 'validation: points lost': lost.validation,
      },
    },
    curve: { threshold: thresholds, cost: atThresholds.map((m) => m.cost / costs.base), time: atThresholds.map((m) => 1 / m.speedUp.median) },
  };
}

// ---------------------------------------------------------------------------------------------------------------------

interface Measured {
  /** Milliseconds a sample. */
  readonly time: Spread;
  /** Mean multiply-accumulates a sample. */
  readonly cost: number;
  readonly speedUp: Spread;
  readonly predicted: number;
  readonly shares: readonly number[];
}

/** Times of passes beside the first, and the shares of samples that leave at each exit: all passes are run before any is timed. */
async function timedPasses(
  [plain, ...passes]: readonly (() => Promise<Inferred>)[], options: TimingOptions, exits: readonly number[],
): Promise<{ readonly shares: readonly (readonly number[])[]; readonly pairs: readonly Pairs[] }> {
  const yardstick = known(plain, 'the plain backbone comes first');
  for (let i = 0; i < WARM_UPS; i++) await yardstick();
  const shares: (readonly number[])[] = [];
  for (const pass of passes) {
    for (let i = 1; i < WARM_UPS; i++) await pass();
    const { exit } = await pass();
    shares.push(exits.map((e) => exit.filter((left) => left === e).length / exit.length));
  }
  return { shares, pairs: await timePairs(yardstick, passes, options) };
}

/** As a result has it: a list for each quantity. */
function listed(measured: readonly Measured[]): {
  readonly time: Lists; readonly cost: readonly number[]; readonly speedUp: Lists & { readonly [of in 'measured' | 'predicted']: readonly number[] }; readonly singleRounds: Lists;
} {
  const lists = (spread: (m: Measured) => Spread): Lists => ({
    median: measured.map((m) => spread(m).median), lowest: measured.map((m) => spread(m).lowest), highest: measured.map((m) => spread(m).highest),
  });
  const { median, ...ends } = lists((m) => m.speedUp);
  return {
    time: lists((m) => m.time), cost: measured.map((m) => m.cost), speedUp: { measured: known(median, 'listed'), predicted: measured.map((m) => m.predicted) }, singleRounds: ends,
  };
}

interface Lists {
  readonly [quantity: string]: readonly number[];
}
