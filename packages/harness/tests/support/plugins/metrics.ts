import { type CellView, defineMetric, int } from '@exitbench/core';

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
