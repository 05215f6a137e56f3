import { known } from '@exitbench/core';
import { Bench } from 'tinybench';

export interface TimingOptions {
  readonly rounds: number;
  /** Milliseconds, at least, of each task in each round. */
  readonly time: number;
  /** A clock in milliseconds. Default: tinybench's. */
  readonly now?: () => number;
}

/**
 * Times tasks in rounds, so that what makes the machine slow for a while does so to all of them: every other round goes
 * through them backwards. Each is called at least once in a round, and its median is taken. Nothing is warmed up here.
 *
 * @returns for each task the milliseconds of a call in each round
 */
export async function timeRounds(tasks: readonly (() => Promise<unknown>)[], { rounds, time, now }: TimingOptions): Promise<readonly (readonly number[])[]> {
  const times = tasks.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    const bench = new Bench({ time, iterations: 1, warmup: false, throws: true, ...(now === undefined ? {} : { now }) });
    const order = tasks.map((_, i) => i);
    for (const i of round % 2 === 0 ? order : order.toReversed()) bench.add(String(i), known(tasks[i], 'in range'), { async: true });
    for (const { name, result } of await bench.run()) {
      if (result.state !== 'completed') throw new Error(`tinybench did not complete: ${result.state}`);
      known(times[Number(name)], 'a list for each task').push(result.latency.p50);
    }
  }
  return times;
}
