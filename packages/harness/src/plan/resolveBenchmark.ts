import {
  type Benchmark, type BenchmarkSize, type Dataset, type DatasetUse, ExitbenchError, type ExitsChoice, type HasParams, type Json, type MaybeUse,
  type Param, type ResolvedSeed, type UseOptions, asUse, checkRecipeParts, deepFreeze, known, resolveParams, resolveSeed, seedLabel, unknownName,
} from '@exitbench/core';

import { anyObject, closedObject, finiteNumber, list, noTwice, nonEmptyList, text, wholeNumber } from './checks.ts';
import { supportOf } from './buildNetwork.ts';
import { datasetLabel, exitsLabel, regimeLabel, useLabel } from './labels.ts';
import { type PluginCollector, collectPlugins } from './collectPlugins.ts';
import { otherSizes, resolveMetric } from './resolveMetric.ts';
import type { Plugins, ResolvedBenchmark, ResolvedDataset, ResolvedExits, ResolvedRegime, ResolvedTuning, ResolvedUse } from './resolvedBenchmark.ts';
import { regimeOptions, useOf } from './useOptions.ts';

export interface Resolved {
  readonly benchmark: ResolvedBenchmark;
  readonly plugins: Plugins;
}

/** Samples a batch in evaluations where a benchmark does not say. */
const EVALUATION_BATCH = 500;

/**
 * A benchmark in one profile: the profile's fields replace the literal's, every default is filled in, everything is
 * checked and frozen.
 *
 * @throws ExitbenchError `unknown-name` for a profile, parameter or variant that does not exist; `bad-parameter`,
 *   `bad-config` with the configuration path of what does not hold together.
 */
export function resolveBenchmark(benchmark: Benchmark, profile: string): Resolved {
  const id = text(anyObject(benchmark, 'benchmark', 'a benchmark')['id'], 'benchmark.id');
  closedObject(benchmark, 'field of a benchmark', [...SIZE_FIELDS, 'id', 'title', 'question', 'profiles'], id);
  const profiles = anyObject(benchmark.profiles, `${id}.profiles`);
  if (!Object.hasOwn(profiles, profile)) throw unknownName('profile', profile, Object.keys(profiles), `${id}.profiles`);
  const override: Partial<BenchmarkSize> = closedObject(profiles[profile], 'field of a profile', SIZE_FIELDS, `${id}.profiles.${profile}`);
  const size: BenchmarkSize = { ...benchmark, ...override };
  const at = (field: keyof BenchmarkSize): string => (Object.hasOwn(override, field) ? `${id}.profiles.${profile}.${field}` : `${id}.${field}`);
  const plugins = collectPlugins();

  const data = resolveData(size, at('data'));
  const datasets = nonEmptyList(size.datasets, at('datasets')).map((d, i) => resolveDataset(d, data, plugins, at('data'), `${at('datasets')}[${i}]`));
  noTwice(datasets.map(datasetLabel), 'data set', at('datasets'), 'Take one of them out, or name another variant.');
  const architectures = resolveUses(size.architectures, 'architecture', plugins, at('architectures'), (use) => use);
  architectures.forEach((a, i) => checkSupported(a, datasets, plugins, `${at('architectures')}[${i}]`));
  const exits = nonEmptyList(size.exits, at('exits')).map((e, i) => resolveExits(e, plugins, `${at('exits')}[${i}]`));
  noTwice(exits.map((e) => exitsLabel(e, JSON.stringify(e.head), JSON.stringify(e.combiner))), 'choice of exits', at('exits'));
  const seeds = nonEmptyList(size.seeds, at('seeds')).map((s, i) => resolveSeed(s, `${at('seeds')}[${i}]`));
  noTwice(seeds.map(seedLabel), 'seed', at('seeds'), 'Take one of them out.');
  const regimes = resolveUses(size.regimes, 'regime', plugins, at('regimes'), (used, options, place): ResolvedRegime => ({ ...used, ...regimeOptions(options, seeds, place) }), regimeLabel);
  const resolveOther = (given: DatasetUse, place: string): ResolvedDataset => resolveDataset(given, data, plugins, at('data'), place, otherSizes);
  const metrics = resolveUses(size.metrics, 'metric', plugins, at('metrics'), (used, options, place) =>
    resolveMetric(used, known(plugins.metrics.get(used.id), 'it was collected'), options, { datasets, seeds, resolveOther }, place));
  const epochs = resolveEpochs(size.epochs, at('epochs'));
  const snapshots = size.snapshots === undefined ? null : list(size.snapshots, at('snapshots')).map((s, i) => share(s, `${at('snapshots')}[${i}]`));
  checkRecipeParts(size.recipe ?? {}, at('recipe'));

  const resolved: ResolvedBenchmark = {
    id, profile, title: text(benchmark.title, `${id}.title`), question: text(benchmark.question, `${id}.question`),
    notice: size.notice === undefined ? null : text(size.notice, at('notice')),
    datasets, architectures, exits, regimes, metrics, seeds, data, snapshots,
    epochs, namesEpochs: epochs.length > 1,
    recipe: size.recipe ?? {},
    tune: size.tune === undefined ? null : resolveTuning(size.tune, known(seeds[0], 'there is a seed'), at('tune')),
    evaluationBatch: wholeNumber(size.evaluationBatch ?? EVALUATION_BATCH, 1, at('evaluationBatch')),
  };
  return { benchmark: deepFreeze(structuredClone(resolved)), plugins };
}

// ---------------------------------------------------------------------------------------------------------------------

const SIZE_FIELDS: readonly (keyof BenchmarkSize)[] = [
  'datasets', 'architectures', 'exits', 'regimes', 'metrics', 'seeds', 'epochs', 'data', 'tune', 'recipe', 'snapshots', 'evaluationBatch', 'notice',
];

/** An architecture that none of the data sets suits is a mistake of the benchmark; one that some do not suit is excluded there. */
function checkSupported(architecture: ResolvedUse, datasets: readonly ResolvedDataset[], plugins: Plugins, at: string): void {
  const answers = datasets.map((d) => supportOf(d, architecture, plugins));
  const [first] = answers;
  if (first === undefined || first === true || answers.includes(true)) return;
  throw new ExitbenchError('bad-config', `\`${architecture.id}\` can be run on none of the data sets. ${first.reason}`, { at, hint: 'Give it other parameters, or take another data set.' });
}

function resolveTuning(tune: NonNullable<BenchmarkSize['tune']>, seed: ResolvedSeed, at: string): ResolvedTuning {
  closedObject(tune, 'part of tuning', ['lr'], at);
  const rates = list(tune.lr, `${at}.lr`).map((rate, i) => finiteNumber(rate, 0, false, `${at}.lr[${i}]`));
  if (rates.length < 2) {
    throw new ExitbenchError('bad-config', `There is nothing to choose among ${rates.length === 0 ? 'no learning rates' : 'one learning rate'}.`, {
      at: `${at}.lr`, hint: 'Name at least two, or leave `tune` out and give the `recipe` an optimiser.',
    });
  }
  noTwice(rates.map(String), 'learning rate', `${at}.lr`, 'Take it out.');
  return { lr: rates.toSorted((a, b) => a - b), seed };
}

function resolveData(size: BenchmarkSize, at: string): ResolvedBenchmark['data'] {
  closedObject(size.data, 'part of the data', ['train', 'validation', 'test'], at);
  const { train, validation, test } = size.data;
  return {
    train: wholeNumber(train, 1, `${at}.train`),
    validation: wholeNumber(validation, 1, `${at}.validation`),
    test: test === undefined ? null : wholeNumber(test, 1, `${at}.test`),
  };
}

/** T of the budgets, ascending. */
function resolveEpochs(given: BenchmarkSize['epochs'], at: string): readonly number[] {
  if (typeof given === 'number') return [finiteNumber(given, 0, false, at)];
  const epochs = nonEmptyList(given, at).map((e, i) => finiteNumber(e, 0, false, `${at}[${i}]`));
  noTwice(epochs.map(String), 'number of epochs', at, 'Take it out.');
  return epochs.toSorted((a, b) => a - b);
}

/**
 * @param finish adds what is said of a use beside its parameters
 * @param label what tells uses of one plugin apart
 */
function resolveUses<T extends ResolvedUse>(
  given: readonly MaybeUse<HasParams>[], kind: 'architecture' | 'regime' | 'metric', plugins: PluginCollector, at: string,
  finish: (used: ResolvedUse, options: UseOptions, place: string) => T, label: (used: T, params: HasParams['params'], kind: string) => string = useLabel,
): readonly T[] {
  const uses = nonEmptyList(given, at).map((item, i) => {
    const place = `${at}[${i}]`;
    const options = useOf(item, kind, place);
    const plugin = plugins.add(kind, options.plugin, place);
    return { used: finish(resolveUse(item, plugin, place), options, place), params: plugin.params };
  });
  noTwice(uses.map((u) => label(u.used, u.params, kind)), kind, at);
  return uses.map((u) => u.used);
}

function resolveUse(given: MaybeUse<HasParams>, plugin: { readonly id: string; readonly title: string; readonly params: { readonly [name: string]: Param } }, at: string): ResolvedUse {
  const { params } = asUse(given);
  return { id: plugin.id, title: plugin.title, params: resolveParams(plugin.params, params, `${at}.params`) as { readonly [name: string]: Json } };
}

function resolveExits(choice: ExitsChoice, plugins: PluginCollector, at: string): ResolvedExits {
  closedObject(choice, 'field of exits', ['placement', 'head', 'combiner'], at);
  if (typeof choice.placement !== 'string') list(choice.placement, `${at}.placement`);
  const head = resolveUse(choice.head, plugins.add('head', useOf(choice.head, 'head', `${at}.head`).plugin, `${at}.head`), `${at}.head`);
  const combiner = choice.combiner === undefined
    ? null
    : resolveUse(choice.combiner, plugins.add('combiner', useOf(choice.combiner, 'combiner', `${at}.combiner`).plugin, `${at}.combiner`), `${at}.combiner`);
  return { placement: choice.placement, head, combiner };
}

function resolveDataset(given: DatasetUse, data: ResolvedBenchmark['data'], plugins: PluginCollector, dataAt: string, at: string, cut: typeof otherSizes = (_, sizes) => sizes): ResolvedDataset {
  if ('plugin' in anyObject(given, at, 'a data set, or `{ plugin, variant }`')) closedObject(given, 'field of a used data set', ['plugin', 'variant'], at);
  const plugin = plugins.add('dataset', 'plugin' in given ? given.plugin : given, at);
  const names = Object.keys(plugin.variants);
  const variant = 'plugin' in given ? given.variant : known(names[0], 'a data set has a variant');
  const files = plugin.variants[variant]?.files;
  if (files === undefined) throw unknownName(`variant of \`${plugin.id}\``, variant, names, `${at}.variant`);
  return {
    id: plugin.id, title: plugin.title, params: resolveParams(plugin.params, {}, at) as { readonly [name: string]: Json }, variant,
    files: files.map(({ name, sha256, bytes }) => ({ name, sha256, bytes })),
    modality: plugin.modality, task: plugin.task, input: plugin.input, augmentations: plugin.augmentations, trainSize: plugin.trainSize,
    sizes: sizesOf(plugin, { ...data, ...cut(plugin, data) }, dataAt),
  };
}

function sizesOf(plugin: Dataset, data: ResolvedBenchmark['data'], at: string): ResolvedDataset['sizes'] {
  const part = (name: 'train' | 'validation' | 'test', wanted: number | null, available: number): number => {
    if (wanted !== null && wanted > available) {
      throw new ExitbenchError('bad-config', `\`${plugin.id}\` has ${available} samples in \`${name}\`, not ${wanted}.`, { at: `${at}.${name}`, hint: `Ask for at most ${available}.` });
    }
    return wanted ?? available;
  };
  return {
    train: part('train', data.train, plugin.trainSize),
    validation: part('validation', data.validation, plugin.validationSize),
    test: part('test', data.test, plugin.testSize),
  };
}

function share(value: number, at: string): number {
  if (finiteNumber(value, 0, true, at) > 1) throw new ExitbenchError('bad-config', `A share of a phase is at most 1, not ${value}.`, { at });
  return value;
}
