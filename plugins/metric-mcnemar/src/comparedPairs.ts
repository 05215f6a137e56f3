import { ExitbenchError, type StoredOutputs } from '@exitbench/core';
import { type McNemar, mcnemar, summandsByExit } from '@exitbench/exits';

/** A network's outputs on one split. */
export interface Network {
  readonly label: string;
  readonly exits: readonly string[];
  readonly outputs: StoredOutputs;
  readonly labels: Int32Array;
}

/** The result: lists have an entry for each pair, null where one of the two has no such exit. */
export interface Compared {
  readonly samples: number;
  /** `joint – mixed`, in the order of labels. */
  readonly pairs: readonly string[];
  readonly exits: readonly string[];
  readonly onlyFirst: { readonly [exit: string]: readonly (number | null)[] };
  readonly onlySecond: { readonly [exit: string]: readonly (number | null)[] };
  readonly midP: { readonly [exit: string]: readonly (number | null)[] };
  readonly last: { readonly 'the first alone': readonly number[]; readonly 'the second alone': readonly number[] };
}

/**
 * Every two networks, sample by sample. It does not matter in which order they come.
 * @throws ExitbenchError `bad-argument` for different samples
 */
export function comparedPairs(given: readonly Network[]): Compared {
  const networks = given.toSorted((a, b) => (a.label < b.label ? -1 : 1)).map((network) => ({ ...network, right: summandsByExit(network.outputs, network.labels) }));
  const [first] = networks;
  if (networks.some((n) => n.outputs.samples !== first?.outputs.samples)) {
    throw new ExitbenchError('bad-argument', 'Networks are compared on the same samples, but these have different numbers of them.', { at: 'metric-mcnemar' });
  }
  const pairs = networks.flatMap((a, i) => networks.slice(i + 1).map((b) => ({ a, b })));
  const exits = [...new Set(networks.toSorted((a, b) => b.exits.length - a.exits.length).flatMap((n) => n.exits))];
  const tests = pairs.map(({ a, b }) => new Map(exits.flatMap((exit): readonly (readonly [string, McNemar])[] => {
    const [x, y] = [a.right[a.exits.indexOf(exit)], b.right[b.exits.indexOf(exit)]];
    return x === undefined || y === undefined ? [] : [[exit, mcnemar(alone(x, y), alone(y, x))]];
  })));
  const byExit = (of: (test: McNemar) => number): { readonly [exit: string]: readonly (number | null)[] } =>
    Object.fromEntries(exits.map((exit) => [exit, tests.map((test) => {
      const found = test.get(exit);
      return found === undefined ? null : of(found);
    })]));
  const last = pairs.map(({ a, b }) => ({ x: a.right.at(-1) ?? [], y: b.right.at(-1) ?? [] }));
  return {
    samples: first?.outputs.samples ?? 0, pairs: pairs.map(({ a, b }) => `${a.label} – ${b.label}`), exits,
    onlyFirst: byExit((t) => t.onlyA), onlySecond: byExit((t) => t.onlyB), midP: byExit((t) => t.midP),
    last: { 'the first alone': last.map(({ x, y }) => alone(x, y)), 'the second alone': last.map(({ x, y }) => alone(y, x)) },
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** Samples that the first gets right and the second does not: 1 is right, 0 is wrong. */
function alone(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return Array.from(x).filter((right, i) => right === 1 && y[i] === 0).length;
}
