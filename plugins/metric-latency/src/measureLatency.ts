import { type CellView, type ExitDecision, type Inferred, type Json, known, stratifiedOrder, subset } from '@exitbench/core';
import { maxConfidence, staticExit } from '@exitbench/exits';

import { chooseThresholds } from './chooseThresholds.ts';
import { inMemory } from './inMemory.ts';
import { type Spread, speedUps, spreadOf } from './spread.ts';
import { type TimingOptions, timeRounds } from './timeRounds.ts';

export interface LatencyParams {
  readonly batch: number;
  readonly samples: number;
  readonly rounds: number;
  readonly time: number;
}

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
  const last = exits.length - 1;
  // Losses may allow the same threshold: it is timed once.
  const thresholds = [...new Set(chosen.map((c) => c.threshold))];
  const online = known(maxConfidence().online, 'its answers are those of the exit that is left at');
  const decisions: readonly ExitDecision[] = [
    { at: [last], leaves: () => [] },
    ...exits.map((_, exit) => known(staticExit(exit).online, 'a static exit has one')(exit)),
    ...thresholds.map(online),
  ];
  const loaded = handle.load(await handle.weights());
  const passes = decisions.map((decision) => () => loaded.infer(source, decision, batch));
  const { shares, times } = await timedPasses(passes, { rounds, time, ...(now === undefined ? {} : { now }) }, exits.length).finally(() => loaded.dispose());
  const plainTimes = known(times[0], 'the plain backbone is timed');
  const measured = times.map((own, i): Measured => {
    const cost = i === 0 ? costs.base : known(shares[i], 'one each').reduce((sum, share, exit) => sum + share * known(costs.exits[exit], 'a cost for each exit'), 0);
    return { time: spreadOf(own.map((ms) => ms / source.length)), cost, speedUp: spreadOf(speedUps(plainTimes, own)), predicted: costs.base / cost, shares: known(shares[i], 'one each') };
  });
  const [plain, ...others] = measured;
  const atThresholds = others.slice(exits.length);
  const atChosen = chosen.map((c) => known(atThresholds[thresholds.indexOf(c.threshold)], 'each threshold is timed'));
  const plainTime = known(plain, 'the plain backbone is timed').time;
  return {
    split: 'test', policy: 'max-confidence', batch, samples: source.length, rounds,
    plain: { time: { ...plainTime }, cost: costs.base },
    exits: { names: exits.map((e) => e.name), ...listed(others.slice(0, exits.length)) },
    thresholds: {
      names: chosen.map((c) => c.name), allowed: chosen.map((c) => c.allowed), threshold: chosen.map((c) => c.threshold),
      accuracy: { validation: chosen.map((c) => c.accuracy.validation), test: chosen.map((c) => c.accuracy.test) },
      lost: { validation: chosen.map((c) => c.lost.validation), test: chosen.map((c) => c.lost.test) },
      ...listed(atChosen), shares: atChosen.map((m) => m.shares),
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

/** Times of passes, and the shares of samples that leave at each exit: every pass is run once before any is timed. */
async function timedPasses(passes: readonly (() => Promise<Inferred>)[], options: TimingOptions, exits: number): Promise<{ readonly shares: readonly (readonly number[])[]; readonly times: readonly (readonly number[])[] }> {
  const shares: (readonly number[])[] = [];
  for (const pass of passes) {
    const { exit } = await pass();
    shares.push(Array.from({ length: exits }, (_, e) => exit.filter((left) => left === e).length / exit.length));
  }
  return { shares, times: await timeRounds(passes, options) };
}

/** As a result has it: a list for each quantity. */
function listed(measured: readonly Measured[]): { readonly time: Lists; readonly cost: readonly number[]; readonly speedUp: Lists } {
  const lists = (spread: (m: Measured) => Spread): Lists => ({
    median: measured.map((m) => spread(m).median), lowest: measured.map((m) => spread(m).lowest), highest: measured.map((m) => spread(m).highest),
  });
  const { median, ...ends } = lists((m) => m.speedUp);
  return { time: lists((m) => m.time), cost: measured.map((m) => m.cost), speedUp: { measured: known(median, 'listed'), ...ends, predicted: measured.map((m) => m.predicted) } };
}

interface Lists {
  readonly [quantity: string]: readonly number[];
}
