import { type CellView, type Json, type WeightValues, defineMetric, digestOf, int } from '@exitbench/core';

const head = { module: import.meta.url, revision: 1, description: 'For tests.', citation: 'none', direction: 'higher', unit: '%', shows: { kind: 'table', columns: 'exits', rows: 'cells' } } as const;

/** Share of test samples that each exit gets right. */
export const accuracy = defineMetric({
  ...head, id: 'metric-accuracy', title: 'Accuracy', label: 'accuracy', params: { digits: int({ default: 6, minimum: 0, description: 'Decimals.' }) },
  scope: 'cell', needs: { outputs: true, labels: true },
  schema: { type: 'object', properties: { exits: { type: 'object', additionalProperties: { type: 'number' } }, phases: { type: 'array' } }, required: ['exits', 'phases'] },
  compute: ([cell]) => ({ exits: Object.fromEntries((cell?.exits ?? []).map((e, k) => [e.name, right(cell as CellView, k)])), phases: (cell?.phases ?? []).map((p) => ({ ...p })) }),
});

/** Compares all regimes of a seed: how many there are. */
export const regimes = defineMetric({
  ...head, id: 'metric-regimes', title: 'Regimes', label: 'regimes', params: {}, scope: { over: 'regime' }, needs: {}, schema: { type: 'number' },
  compute: (cells) => cells.length,
});

/** Reads what all seeds of a regime predict. */
export const seeds = defineMetric({
  ...head, id: 'metric-seeds', title: 'Seeds', label: 'seeds', params: {}, scope: { over: 'seed' }, needs: { outputs: true }, schema: { type: 'number' },
  compute: (cells) => cells.length,
});

/** Compares all regimes of a seed: what phases each has. */
export const phaseNames = defineMetric({
  ...head, id: 'metric-phase-names', title: 'Phases', label: 'phases', params: {}, scope: { over: 'regime' }, needs: {}, schema: { type: 'array' },
  compute: (cells) => cells.map((cell) => cell.phases.map((p) => p.name).join(' ')),
});

/** Tries networks on other data sets. */
export const outside = defineMetric({
  ...head, id: 'metric-outside', title: 'Outside', label: 'outside', params: {}, scope: 'cell', needs: { outputsOn: true }, schema: { type: 'object' },
  compute: ([cell]) => Object.fromEntries(Object.entries(cell?.outputsOn ?? {}).map(([id, { samples, width, byExit }]) => [id, { samples, width, exits: byExit.map((values) => [...values]) }])),
});

/** Compares the regimes of a seed: what each is, and what its network was at the start and at the end. */
export const starts = defineMetric({
  ...head, id: 'metric-starts', title: 'Starts', label: 'starts', params: {}, scope: { over: 'regime' }, needs: { handle: true, snapshots: true }, schema: { type: 'array' },
  compute: (cells) => Promise.all(cells.map(async ({ arm, phases, handle }) => ({
    arm: arm === undefined ? null : { ...arm }, snapshots: phases.map((p) => p.snapshots), start: digestOfWeights(await handle?.weights({ phase: 0, share: 0 })), end: digestOfWeights(await handle?.weights()),
  }))),
});

/** Of classes only. */
export const classesOnly = defineMetric({
  ...head, id: 'metric-classes', title: 'Classes', label: 'classes', params: {}, scope: 'cell', needs: {}, serves: ['classification'], schema: { type: 'number' }, compute: () => 1,
});

/** Breaks the promise of its schema. */
export const lying = defineMetric({
  ...head, id: 'metric-lying', title: 'Lying', label: 'lying', params: {}, scope: 'cell', needs: {}, schema: { type: 'number' }, compute: () => 'not a number',
});

function right({ outputs, labels }: CellView, exit: number): number {
  const { samples, width, byExit } = outputs?.test ?? { samples: 0, width: 1, byExit: [] };
  let count = 0;
  for (let i = 0; i < samples; i++) {
    const row = byExit[exit]?.subarray(i * width, (i + 1) * width) ?? new Float32Array();
    if (row.indexOf(Math.max(...row)) === labels?.test[i]) count++;
  }
  return count / samples;
}

function digestOfWeights(weights: WeightValues = {}): string {
  return digestOf(Object.fromEntries(Object.entries(weights).map(([path, { values }]) => [path, [...values]])) as Json);
}
