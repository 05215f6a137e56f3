import type { CellView, Metric, Shows } from '@exitbench/core';

import type { CheckId } from '../checks.ts';
import { checkMetric } from '../metric.ts';
import { ANALYSIS_MUTANTS } from './analyses.ts';
import type { Mutant } from './mutant.ts';
import { type Alter, altered, meanOf, sound, view } from './soundMetric.ts';

type MetricMutant = Mutant<'metric'>;

const twin = (): ReturnType<Mutant['twin']> => checkMetric(sound);
const mutant = (check: CheckId<'metric'>, name: string, change: Partial<Metric>, also: readonly CheckId<'metric'>[] = []): MetricMutant =>
  ({ kind: 'metric', check, also, name, twin, findings: () => checkMetric({ ...sound, ...change } as Metric) });
/** Changes the result; `make` may keep count from one call to the next. */
const result = (check: CheckId<'metric'>, name: string, make: () => Alter, also: readonly CheckId<'metric'>[] = []): MetricMutant =>
  ({ kind: 'metric', check, also, name, twin, findings: () => checkMetric(altered(make())) });

/** The share of right answers of each exit, or the negative error; on many cells their mean. A sign of -1 turns it round. */
const scores = (direction: Metric['direction'], sign = 1): Metric => ({
  ...altered((r, cells) => ({ ...r, means: r.exits.map((_, e) => sign * meanOf(cells.map((cell) => scoreOf(view([cell]), e)))) })),
  needs: { outputs: true, labels: true }, direction,
});
/** One number of all regimes: of the first only, or their mean. */
const comparing = (value: (cells: readonly CellView[]) => number): Metric => ({
  ...altered((r, cells) => ({ ...r, means: [value(cells)] })), scope: { over: 'regime' },
});
const figures = (values: string): readonly Shows[] => [{ kind: 'depth-curve', title: 'means', pieces: 'exits', values: 'means' }, { kind: 'depth-curve', title: 'again', pieces: 'exits', values }];
/** The mean output on other data, of some of its values. */
const elsewhere = (some: (values: Float32Array) => Float32Array): Metric => ({
  ...altered((r, cells) => ({ ...r, means: [meanOf(some(view(cells).outputsOn['dataset-noise']?.byExit[0] ?? new Float32Array()))] })), needs: { outputs: true, outputsOn: true },
});
const firstOutput = (cell: CellView): number => meanOf(view([cell]).outputs.test.byExit[0] ?? []);

export const METRIC_MUTANTS: readonly MetricMutant[] = [
  result('plain-json', 'gives what JSON does not know', () => (r) => ({ ...r, means: [NaN] })),
  result('plain-json', 'gives a typed array', () => (r) => ({ ...r, means: Float32Array.of(1) })),
  result('schema', 'gives a result that is not of its schema', () => (r) => ({ ...r, more: 1 })),
  mutant('schema', 'has a schema that accepts anything', { schema: {} }),
  mutant('schema', 'has a schema that is none', { schema: { ...sound.schema, requierd: [] } }),
  result('inputs', 'writes to its inputs', () => (r, cells) => (view(cells).outputs.test.byExit[0]?.fill(0), r), ['pure']),
  result('pure', 'counts its calls', () => {
    let calls = 0;
    return (r) => ({ ...r, means: [calls++] });
  }, ['order', 'undeclared']),
  result('pure', 'remembers what it saw last', () => {
    let last = 0;
    return (r) => {
      const means = [last];
      last = r.means[0] ?? 0;
      return { ...r, means };
    };
  }, ['order', 'undeclared']),
  result('order', 'depends on the order of the samples', () => (r, cells) => ({ ...r, means: [view(cells).outputs.test.byExit[0]?.[0] ?? 0] })),
  { kind: 'metric', check: 'cells-order', name: 'depends on the order of the cells', findings: () => checkMetric(comparing((cells) => firstOutput(cells[0] as CellView))), twin: () => checkMetric(comparing((cells) => meanOf(cells.map(firstOutput)))) },
  result('undeclared', 'reads labels that it does not declare', () => (r, cells) => ({ ...r, means: [meanOf(view(cells).labels.test)] })),
  result('undeclared', 'gives another result where there are labels', () => (r, cells) => ({ ...r, means: cells[0]?.labels === undefined ? r.means : [0] })),
  { kind: 'metric', check: 'direction', name: 'says that less is better, of right answers', findings: () => checkMetric(scores('lower')), twin: () => checkMetric(scores('higher')) },
  { kind: 'metric', check: 'direction', name: 'says that more is better, of wrong answers', findings: () => checkMetric(scores('higher', -1)), twin: () => checkMetric(scores('lower', -1)) },
  mutant('shows', 'shows a path that leads nowhere', { shows: { kind: 'curve', x: 'exits', y: 'maens' } }),
  {
    kind: 'metric', check: 'shows', name: 'shows a path that leads nowhere, in a second figure', findings: () => checkMetric({ ...sound, shows: figures('maens') } as Metric),
    twin: () => checkMetric({ ...sound, shows: figures('means') } as Metric),
  },
  mutant('shows', 'has figures without titles', { shows: [sound.shows, sound.shows] as readonly Shows[] }),
  mutant('shows', 'shows nothing', { shows: [] }),
  result('undeclared', 'gives another result where it is told its regime', () => (r, cells) => ({ ...r, means: cells[0]?.arm === undefined ? r.means : [0] })),
  result('undeclared', 'reads outputs on other data that it does not declare', () => (r, cells) => ({ ...r, means: [meanOf(view(cells).outputsOn['dataset-noise']?.byExit[0] ?? [])] })),
  { kind: 'metric', check: 'order', name: 'depends on the order of the samples of other data', findings: () => checkMetric(elsewhere((o) => o.slice(0, 1))), twin: () => checkMetric(elsewhere((o) => o)) },
  result('throws', 'throws', () => () => JSON.parse('{') as unknown),
  result('throws', 'throws where there are no classes', () => (r, cells) => (view(cells).task.kind === 'regression' ? (JSON.parse('{') as unknown) : r)),
  ...ANALYSIS_MUTANTS,
];

// ---------------------------------------------------------------------------------------------------------------------

function scoreOf({ outputs, labels }: Required<CellView>, exit: number): number {
  const { width, samples, byExit } = outputs.test;
  const values = Array.from(byExit[exit] ?? []);
  return meanOf(Array.from({ length: samples }, (_, i) => {
    const own = values.slice(i * width, (i + 1) * width);
    const label = labels.test[i] as number;
    return width === 1 ? -Math.abs((own[0] as number) - label) : Number(own.indexOf(Math.max(...own)) === label);
  }));
}
