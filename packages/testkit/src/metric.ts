import { type Json, type Metric, type Task, resolveParams, schemaProblem } from '@exitbench/core';
import { expect, it } from 'vitest';

import { checkPlugin } from './checkPlugin.ts';
import { type Fault, type Finding, findingsOf } from './finding.ts';
import { ARMS, type CellData, cellData } from './metric/cellData.ts';
import { follow, followsCells, numbersIn, same, textOf, withoutNumbers } from './metric/compare.ts';
import { openCell, shuffleSamples, visible, withAnswers } from './metric/openCell.ts';
import { checkPaths, checkTitles, numbersPath } from './metric/shows.ts';
import { paramSamples } from './paramSamples.ts';

export interface MetricCheck {
  /** The result depends on the order of the samples, and should. Default false. */
  readonly ordered?: boolean;
  /** Instead of defaults that take long: a plane of few points. They stay while other parameters are tried. */
  readonly params?: { readonly [name: string]: Json };
}

/**
 * What a metric owes: a result that is plain JSON, valid by its own schema, the same every time, independent of the
 * samples' and cells' order; inputs left as they were, weights and splits of the handle too; nothing read that its
 * `needs` do not name; right answers no worse than wrong ones; paths in `shows` that lead somewhere; a schema that
 * refuses what it should.
 *
 * It is tried on cells of a small real network with at most 60 samples a part, on the reference engine: in full for each
 * kind of task that it serves, and more briefly, for the first kind, with each parameter moved. A metric that takes some
 * of the samples must take all where there are fewer: the least value of such a parameter is at least 60.
 *
 * The numbers of a volatile metric are of a clock: of its results everything else is compared, and no direction is asked for.
 */
export async function checkMetric(metric: Metric, options: MetricCheck = {}): Promise<readonly Finding[]> {
  const findings: Fault[] = [...(await checkSchema(metric)), ...checkTitles(metric)];
  if (findings.length > 0) return findingsOf('metric', findings);
  const { params: given = {}, ordered = false } = options;
  const kinds = metric.serves ?? ['classification', 'regression'];
  const samples = paramSamples(metric.params).filter(({ changed }) => changed === undefined || !Object.hasOwn(given, changed));
  for (const { kind, label, params, changed } of kinds.flatMap((kind) => samples.map((sample) => ({ ...sample, kind })))) {
    if (changed !== undefined && kind !== kinds[0]) continue;
    const found = await checkOne(await tryOf(metric, kind, { ...given, ...params }), { ordered, brief: changed !== undefined });
    findings.push(...found.map((f) => ({ check: f.check, message: `${kind}, ${label}: ${f.message}` })));
  }
  return findingsOf('metric', findings);
}

/** A test of everything that a metric plugin owes. */
export function testMetric(metric: Metric, options: MetricCheck = {}): void {
  it(`${metric.id} conforms`, { timeout: 180_000 }, async () => {
    expect([...(await checkPlugin(metric)), ...(await checkMetric(metric, options))]).toEqual([]);
  });
}

// ---------------------------------------------------------------------------------------------------------------------

/** A metric with everything settled but the cells. */
interface Try {
  readonly metric: Metric;
  readonly cells: readonly CellData[];
  /** Another call's. */
  readonly others: readonly CellData[];
  /** Of results on other orders: an engine's sums are float32. */
  readonly tolerance: number;
  /** The result on copies of cells as the metric may see them, or with everything there is. */
  readonly compute: (cells: readonly CellData[], sees?: 'needs' | 'everything') => Promise<Json>;
  /** What of a result must be the same every time. */
  readonly steady: (result: Json) => Json;
}

/** Cells that are compared: as many as there are of nothing else in a cell. */
const SEEDS = [1, 2, 3, 4];
/** The arm of metrics that do not compare regimes: two phases, heads in the second. */
const MIXED = 1;

async function tryOf(metric: Metric, kind: Task['kind'], params: { readonly [name: string]: Json }): Promise<Try> {
  const values = resolveParams(metric.params, params, `${metric.id}.params`);
  const { needs, scope } = metric;
  const from = async (seed: number): Promise<readonly CellData[]> => {
    if (scope === 'cell') return [await cellData(kind, seed, MIXED)];
    return Promise.all(scope.over === 'regime' ? ARMS.map((_, i) => cellData(kind, seed, i)) : SEEDS.map((s) => cellData(kind, seed + s, MIXED)));
  };
  return {
    metric, cells: await from(1), others: await from(7),
    tolerance: needs.handle === true || needs.train === true || needs.snapshots === true ? 1e-4 : 1e-9,
    compute: async (cells, sees = 'needs') => {
      const opened = cells.map(openCell);
      return metric.compute(sees === 'everything' ? opened : opened.map((cell) => visible(cell, metric)), values);
    },
    steady: (result) => (metric.volatile === true ? withoutNumbers(result) : result),
  };
}

async function checkSchema({ schema }: Metric): Promise<readonly Fault[]> {
  try {
    const accepted = [];
    for (const junk of [null, 'junk', { surprise: 1 }]) if ((await schemaProblem(schema, junk)) === undefined) accepted.push(JSON.stringify(junk));
    return accepted.map((junk) => ({ check: 'schema', message: `The schema accepts ${junk}.` }));
  } catch (error) {
    return [{ check: 'schema', message: `The schema is not one: ${String(error)}` }];
  }
}

async function checkOne(tried: Try, { ordered, brief }: { readonly ordered: boolean; readonly brief: boolean }): Promise<readonly Fault[]> {
  const { metric, cells, tolerance, compute, steady } = tried;
  const given = structuredClone(cells);
  try {
    const result = await compute(given);
    const text = textOf(result);
    if (text instanceof Error) return [{ check: 'plain-json', message: text.message }];
    const findings: Fault[] = [];
    const problem = await schemaProblem(metric.schema, result);
    if (problem !== undefined) findings.push({ check: 'schema', message: `The result is not what the schema says: ${problem}.` });
    if (!same(given, cells, 0)) findings.push({ check: 'inputs', message: '`compute` writes to its inputs.' });
    if (!ordered && !same(steady(await compute(structuredClone(cells).map(shuffleSamples))), steady(result), tolerance)) {
      findings.push({ check: 'order', message: 'The result depends on the order of the samples.' });
    }
    if (String(await textWithEverything(tried)) !== String(textOf(steady(result)))) findings.push({ check: 'undeclared', message: 'The result is another where there is more than `needs` names.' });
    findings.push(...checkPaths(metric, result), ...(brief ? [] : await checkMore(tried, result)));
    return findings;
  } catch (error) {
    const whole = await textWithEverything(tried);
    if (!(whole instanceof Error)) return [{ check: 'undeclared', message: `\`compute\` throws where there is only what \`needs\` names, and answers where there is more: ${String(error)}` }];
    return [{ check: 'throws', message: `\`compute\` threw ${String(error)}` }];
  }
}

/** What parameters are not expected to change: memory from call to call, the order of cells, the direction. */
async function checkMore(tried: Try, result: Json): Promise<readonly Fault[]> {
  const { cells, others, tolerance, compute, steady } = tried;
  const findings: Fault[] = [];
  await compute(structuredClone(others));
  if (String(textOf(steady(await compute(structuredClone(cells))))) !== String(textOf(steady(result)))) findings.push({ check: 'pure', message: 'The same call gives another result the second time.' });
  if (cells.length > 1 && !followsCells(steady(await compute(structuredClone(cells).toReversed())), steady(result), cells.length, tolerance)) {
    findings.push({ check: 'cells-order', message: 'The result depends on the order of the cells, and does not follow it.' });
  }
  return [...findings, ...(await checkDirection(tried))];
}

/** The result on cells that hold everything; an error where it throws there too. */
async function textWithEverything({ cells, compute, steady }: Try): Promise<string | Error> {
  try {
    return textOf(steady(await compute(structuredClone(cells), 'everything')));
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Cells whose every stored output is right must not be worse than cells whose every stored output is wrong. */
async function checkDirection({ metric, cells, compute }: Try): Promise<readonly Fault[]> {
  const { direction, needs } = metric;
  if (metric.volatile === true || direction === 'none' || needs.outputs !== true || needs.labels !== true) return [];
  const path = numbersPath(metric);
  const score = async (right: boolean): Promise<number> => {
    const found = numbersIn(follow(await compute(structuredClone(cells).map((cell) => withAnswers(cell, right))), path.split('.')));
    return found.reduce((a, b) => a + b, 0) / found.length;
  };
  const [right, wrong] = [await score(true), await score(false)];
  const worse = direction === 'higher' ? right < wrong : right > wrong;
  return worse ? [{ check: 'direction', message: `\`${direction}\` is said to be better, and \`${path}\` is ${right} on average where every answer is right, ${wrong} where every one is wrong.` }] : [];
}
