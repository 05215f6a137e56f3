import { type CellView, type Labels, type StoredOutputs, permutation, randomStream, resolveSeed } from '@exitbench/core';

type Outputs = NonNullable<CellView['outputs']>;
type Part = keyof Outputs;

/**
 * A cell with three exits and arbitrary outputs, different for each seed: 24 validation and 40 test samples. Deeper
 * exits are right more often, and one phase's cost is a little off the budget.
 */
export function arbitraryCell(kind: CellView['task']['kind'], seed: number): CellView {
  const task = kind === 'classification' ? ({ kind, classes: 3 } as const) : ({ kind, range: [-1, 1] } as const);
  const random = randomStream(resolveSeed(seed), 'analysis', 'testkit/cells');
  const part = (samples: number): { readonly outputs: StoredOutputs; readonly labels: Labels } => {
    const width = task.kind === 'classification' ? task.classes : 1;
    const classes = Int32Array.from({ length: samples }, () => random.below(3));
    const labels = task.kind === 'classification' ? classes : Float32Array.from(classes, (c) => c - 1);
    const byExit = [0.5, 1, 2].map((strength) =>
      Float32Array.from({ length: samples * width }, (_, i) => {
        const label = labels[Math.floor(i / width)] as number;
        const truth = task.kind === 'classification' ? (i % width === label ? strength : 0) : label;
        return truth + random.normal() / strength;
      }),
    );
    return { outputs: { samples, width, byExit }, labels };
  };
  const validation = part(24);
  const test = part(40);
  return {
    task,
    exits: [{ name: 'block0' }, { name: 'block1' }, { name: 'classifier' }],
    costs: { base: 1000, exits: [200 + seed, 600 + seed, 1005 + seed] },
    phases: [{ name: 'backbone', steps: 10, macs: 30_000 }, { name: 'heads', steps: 20, macs: 29_000 + seed }],
    budget: { macs: 60_000 },
    outputs: { validation: validation.outputs, test: test.outputs },
    labels: { validation: validation.labels, test: test.labels },
  };
}

/** A cell whose every output is the label, or another class or value at the range's other end. */
export function answeringCell(kind: CellView['task']['kind'], seed: number, right: boolean): CellView {
  const cell = arbitraryCell(kind, seed);
  const { outputs, labels } = cell;
  if (outputs === undefined || labels === undefined) return cell;
  const answer = ({ samples, width, byExit }: StoredOutputs, truth: Labels): StoredOutputs => ({
    samples, width,
    byExit: byExit.map(() =>
      Float32Array.from({ length: samples * width }, (_, i) => {
        const label = truth[Math.floor(i / width)] as number;
        if (width === 1) return right ? label : label > 0 ? -1 : 1;
        return i % width === (right ? label : (label + 1) % width) ? 10 : 0;
      }),
    ),
  });
  return { ...cell, outputs: { validation: answer(outputs.validation, labels.validation), test: answer(outputs.test, labels.test) } };
}

/** The same cell in memory of its own. */
export function copyCell(cell: CellView): CellView {
  return structuredClone(cell);
}

/** The same cell, the samples of each part in another order. */
export function shuffleSamples(cell: CellView): CellView {
  const { outputs, labels } = cell;
  const size = (part: Part): number => outputs?.[part].samples ?? labels?.[part].length ?? 0;
  const orders = { validation: orderOf(size('validation')), test: orderOf(size('test')) };
  return {
    ...cell,
    ...(outputs === undefined ? {} : { outputs: { validation: reorder(outputs.validation, orders.validation), test: reorder(outputs.test, orders.test) } }),
    ...(labels === undefined ? {} : { labels: { validation: pick(labels.validation, orders.validation, 1), test: pick(labels.test, orders.test, 1) } }),
  };
}

// ---------------------------------------------------------------------------------------------------------------------

function orderOf(samples: number): Int32Array {
  return permutation(samples, randomStream(resolveSeed(99), 'analysis', 'testkit/shuffle'));
}

function reorder(outputs: StoredOutputs, order: Int32Array): StoredOutputs {
  return { ...outputs, byExit: outputs.byExit.map((values) => pick(values, order, outputs.width)) };
}

function pick<T extends Labels>(values: T, order: Int32Array, width: number): T {
  const picked = values.slice() as T;
  order.forEach((from, to) => picked.set(values.subarray(from * width, (from + 1) * width), to * width));
  return picked;
}
