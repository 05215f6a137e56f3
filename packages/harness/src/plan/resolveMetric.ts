import { type Dataset, ExitbenchError, type Metric, type ResolvedSeed, type Use, unknownName } from '@exitbench/core';

import { closedObject, list, noTwice, nonEmptyList, wholeNumber } from './checks.ts';
import { datasetLabel } from './labels.ts';
import type { MetricPart, ResolvedDataset, ResolvedMetric, ResolvedUse } from './resolvedBenchmark.ts';

/** What the metrics of a benchmark are resolved among. */
export interface MetricSurroundings {
  readonly datasets: readonly ResolvedDataset[];
  readonly seeds: readonly ResolvedSeed[];
  /** Resolves a data set that is not of the benchmark: of its training and validation parts as much as there is. */
  readonly resolveOther: (given: NonNullable<Use['on']>[number], at: string) => ResolvedDataset;
}

/**
 * A used metric with the part of the cells that it is computed for, and the other data sets that networks are tried on.
 * @throws ExitbenchError `bad-config`, `unknown-name` with the nearest for a data set that the benchmark has not
 */
export function resolveMetric(resolved: ResolvedUse, { needs }: Pick<Metric, 'needs'>, { only, on }: Pick<Use, 'only' | 'on'>, surroundings: MetricSurroundings, at: string): ResolvedMetric {
  const wantsOthers = needs.outputsOn === true;
  if (on !== undefined && !wantsOthers) {
    throw new ExitbenchError('bad-config', `\`${resolved.id}\` reads no outputs on other data sets.`, { at: `${at}.on`, hint: 'Leave `on` out, or take a metric that needs `outputsOn`.' });
  }
  if (on === undefined && wantsOthers) {
    throw new ExitbenchError('bad-config', `\`${resolved.id}\` reads outputs on other data sets, and none is named.`, { at, hint: `Name some: \`use(${resolved.id}, {}, { on: [dataset] })\`.` });
  }
  const others = on === undefined ? [] : nonEmptyList(on, `${at}.on`).map((dataset, i) => surroundings.resolveOther(dataset, `${at}.on[${i}]`));
  // Results name them by their ids.
  noTwice(others.map((d) => d.id), 'data set', `${at}.on`, 'Take one of them out.');
  return { ...resolved, only: only === undefined ? null : partOf(only, surroundings, `${at}.only`), on: others };
}

/** How much of another data set is used: as many test samples as the benchmark says, and nothing is trained on it. */
export function otherSizes({ trainSize, validationSize }: Pick<Dataset, 'trainSize' | 'validationSize'>, data: { readonly train: number; readonly validation: number }): { readonly train: number; readonly validation: number } {
  return { train: Math.min(data.train, trainSize), validation: Math.min(data.validation, validationSize) };
}

// ---------------------------------------------------------------------------------------------------------------------

function partOf(given: NonNullable<Use['only']>, { datasets, seeds }: MetricSurroundings, at: string): MetricPart {
  const { seeds: count, datasets: names, controls } = closedObject(given, 'part of cells', ['seeds', 'datasets', 'controls'], at) as NonNullable<Use['only']>;
  if (count === undefined && names === undefined && controls === undefined) {
    throw new ExitbenchError('bad-config', 'This names no part of the cells.', { at, hint: 'Say `seeds`, `datasets` or `controls: false`, or leave `only` out.' });
  }
  if (controls !== undefined && controls !== false) {
    throw new ExitbenchError('bad-config', `\`controls\` is \`false\` or left out, not ${JSON.stringify(controls)}.`, { at: `${at}.controls` });
  }
  return {
    seeds: count === undefined ? null : seeds.slice(0, wholeNumber(count, 1, `${at}.seeds`)),
    datasets: names === undefined ? null : datasetsNamed(names, datasets, `${at}.datasets`),
    controls: controls === undefined,
  };
}

/** Labels of the benchmark's data sets with these ids; an id stands for all its variants. */
function datasetsNamed(names: readonly string[], datasets: readonly ResolvedDataset[], at: string): readonly string[] {
  const namesOf = (d: ResolvedDataset): readonly string[] => [d.id, d.id.replace(/^dataset-/, ''), datasetLabel(d)];
  nonEmptyList(list(names, at), at).forEach((name, i) => {
    if (!datasets.some((d) => namesOf(d).includes(name))) throw unknownName('data set', String(name), datasets.flatMap(namesOf), `${at}[${i}]`);
  });
  return datasets.filter((d) => namesOf(d).some((name) => names.includes(name))).map(datasetLabel);
}
