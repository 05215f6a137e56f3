import { Bench } from 'tinybench';

import { known } from '@exitbench/core';

export interface TimingOptions {
  readonly rounds: number;
  /** Milliseconds, at least, of each task each time. */
  readonly time: number;
  /** A clock in milliseconds. Default: tinybench's. */
  readonly now?: () => number;
}

/** Milliseconds of a call, round by round: of a task, and of the yardstick beside it. */
export interface Pairs {
  readonly own: readonly number[];
  readonly yardstick: readonly number[];
}

/**
 * Times each task beside a yardstick, at once before or after it, so that what makes the machine slow for a while does so to
 * both: every other round goes through all of it backwards. Each is called at least once, and its median is taken. Nothing is
 * warmed up here.
 */
export async function timePairs(yardstick: () => Promise<unknown>, tasks: readonly (() => Promise<unknown>)[], { rounds, time, now }: TimingOptions): Promise<readonly Pairs[]> {
  const pairs = tasks.map(() => ({ own: [] as number[], yardstick: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    const isForwards = round % 2 === 0;
    const order = tasks.map((task, i) => ({ task, into: known(pairs[i], 'a pair for each task') }));
    for (const { task, into } of isForwards ? order : order.toReversed()) {
      const bench = new Bench({ time, iterations: 1, warmup: false, throws: true, ...(now === undefined ? {} : { now }) });
      const both = [['yardstick', yardstick], ['own', task]] as const;
      for (const [name, run] of isForwards ? both : both.toReversed()) bench.add(name, run, { async: true });
      for (const { name, result } of await bench.run()) {
        if (result.state !== 'completed') throw new Error(`tinybench did not complete: ${result.state}`);
        into[name === 'own' ? 'own' : 'yardstick'].push(result.latency.p50);
      }
    }
  }
  return pairs;
}
