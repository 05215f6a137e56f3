import { type CellView, type Labels, type StoredOutputs, randomStream, resolveSeed } from '@exitbench/core';

/**
 * A cell with three exits and arbitrary outputs, different for each seed: 24 validation and 40 test samples. Deeper
 * exits are right more often, and one phase's cost is a little off the budget. There is no network behind it.
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
    phases: [{ name: 'backbone', steps: 10, macs: 30_000, snapshots: [] }, { name: 'heads', steps: 20, macs: 29_000 + seed, snapshots: [] }],
    budget: { macs: 60_000 },
    outputs: { validation: validation.outputs, test: test.outputs },
    labels: { validation: validation.labels, test: test.labels },
  };
}
