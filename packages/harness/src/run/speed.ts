import type { NodeKey } from '@exitbench/core';

import type { PlannedNode } from '../plan/plan.ts';
import type { Speed } from '../store/speeds.ts';

/**
 * What one worker is expected to need where nothing has been measured yet, by engine: multiply-accumulates a second, and
 * the seconds that a batch costs whatever its size, which is most of the time of small networks. Measured on one core of
 * a current server with small convolutional networks, in batches of 10 and of 50.
 */
const EXPECTED: { readonly [engine: string]: { readonly rate: number; readonly batch: number } } = {
  tensorflow: { rate: 18e9, batch: 0.015 }, wasm: { rate: 5e9, batch: 0.008 }, cpu: { rate: 5e7, batch: 0 },
};

/** Seconds until a worker has started, with its engine. */
const START_UP = 2.5;

type Work = Pick<PlannedNode, 'key' | 'macs' | 'steps'>;

/** Estimates how long work takes, from what work took. */
export interface Speedometer {
  /** Seconds that a node takes by the built-in constants, whatever has been measured. In units of its own for an unknown engine. */
  expected(node: Work): number;
  /** So much of a node, from 0 to 1, has been done, and the seconds that one worker needed for it. */
  set(node: Work, share: number, seconds: number): void;
  /** Seconds for what is left of some nodes on so many workers that have started; null where no speed is known. */
  seconds(nodes: readonly Work[], workers: number): number | null;
  /** The same for workers that have yet to start. */
  secondsFromStart(nodes: readonly Work[], workers: number): number | null;
}

/** @param before what earlier runs on this machine took: it counts until something of this one has been measured */
export function speedometer(engine: string, before?: Speed): Speedometer {
  const expected = EXPECTED[engine];
  const { rate, batch } = expected ?? { rate: 1, batch: 0 };
  const needs = ({ macs, steps }: Work): number => macs / rate + steps * batch;
  const done = new Map<NodeKey, { readonly expected: number; readonly seconds: number }>();

  function seconds(nodes: readonly Work[], workers: number): number | null {
    const left = nodes.reduce((sum, n) => sum + needs(n) - (done.get(n.key)?.expected ?? 0), 0);
    if (left <= 0) return 0;
    let [wanted, took] = [0, 0];
    for (const item of done.values()) [wanted, took] = [wanted + item.expected, took + item.seconds];
    if (took === 0 && before === undefined && expected === undefined) return null;
    const untried = before === undefined ? 1 : before.seconds / before.expected;
    return (left * (took === 0 ? untried : took / wanted)) / workers;
  }

  return {
    expected: needs,
    set(node, share, took) {
      if (needs(node) * share > 0 && took > 0) done.set(node.key, { expected: needs(node) * share, seconds: took });
    },
    seconds,
    secondsFromStart(nodes, workers) {
      const running = seconds(nodes, workers);
      return running === null || nodes.length === 0 ? running : START_UP + running;
    },
  };
}
