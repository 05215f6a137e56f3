import { type CellView, type Json, type Metric, canonicalJson, resolveParams, schemaProblem } from '@exitbench/core';
import { expect, it } from 'vitest';

import { checkPlugin } from './checkPlugin.ts';
import { answeringCell, arbitraryCell, copyCell, shuffleSamples } from './cells.ts';
import { type Fault, type Finding, findingsOf } from './finding.ts';
import { type ParamSample, paramSamples } from './paramSamples.ts';

export interface MetricCheck {
  /** Kinds of task to try. Default: both. */
  readonly tasks?: readonly CellView['task']['kind'][];
  /** The result depends on the order of the samples, and should. Default false. */
  readonly ordered?: boolean;
}

/**
 * What a metric owes: a result that is plain JSON, valid by its own schema, the same every time, independent of the
 * samples' and cells' order; inputs left as they were; nothing read that its `needs` do not name; right answers no worse
 * than wrong ones; paths in `shows` that lead somewhere; a schema that refuses what it should.
 */
export async function checkMetric(metric: Metric, options: MetricCheck = {}): Promise<readonly Finding[]> {
  const findings: Fault[] = [...(await checkSchema(metric))];
  if (findings.length > 0) return findingsOf('metric', findings);
  for (const kind of options.tasks ?? ['classification', 'regression']) {
    for (const sample of paramSamples(metric.params)) {
      const found = await checkOne(metric, kind, sample, options.ordered ?? false);
      findings.push(...found.map((f) => ({ check: f.check, message: `${kind}, ${sample.label}: ${f.message}` })));
    }
  }
  return findingsOf('metric', findings);
}

/** A test of everything that a metric plugin owes. */
export function testMetric(metric: Metric, options: MetricCheck = {}): void {
  it(`${metric.id} conforms`, async () => {
    expect([...(await checkPlugin(metric)), ...(await checkMetric(metric, options))]).toEqual([]);
  });
}

// ---------------------------------------------------------------------------------------------------------------------

/** Seeds of the cells that are compared: as many as there are of nothing else in a cell. */
const CELLS = [1, 2, 3, 4];

type Values = Parameters<Metric['compute']>[1];

async function checkSchema({ schema }: Metric): Promise<readonly Fault[]> {
  try {
    const accepted = [];
    for (const junk of [null, 'junk', { surprise: 1 }]) if ((await schemaProblem(schema, junk)) === undefined) accepted.push(JSON.stringify(junk));
    return accepted.map((junk) => ({ check: 'schema', message: `The schema accepts ${junk}.` }));
  } catch (error) {
    return [{ check: 'schema', message: `The schema is not one: ${String(error)}` }];
  }
}

async function checkOne(metric: Metric, kind: CellView['task']['kind'], { params }: ParamSample, ordered: boolean): Promise<readonly Fault[]> {
  const values = resolveParams(metric.params, params, `${metric.id}.params`);
  const cells = (metric.scope === 'cell' ? [1] : CELLS).map((seed) => visible(arbitraryCell(kind, seed), metric));
  const other = cells.map((_, i) => visible(arbitraryCell(kind, i + 7), metric));
  const given = cells.map(copyCell);
  try {
    const result = await metric.compute(given, values);
    const text = textOf(result);
    if (text instanceof Error) return [{ check: 'plain-json', message: text.message }];
    const findings: Fault[] = [];
    const problem = await schemaProblem(metric.schema, result);
    if (problem !== undefined) findings.push({ check: 'schema', message: `The result is not what the schema says: ${problem}.` });
    if (!same(given, cells, 0)) findings.push({ check: 'inputs', message: '`compute` writes to its inputs.' });
    await metric.compute(other.map(copyCell), values);
    if (String(textOf(await metric.compute(cells.map(copyCell), values))) !== text) findings.push({ check: 'pure', message: 'The same call gives another result the second time.' });
    if (!ordered && !same(await metric.compute(cells.map(shuffleSamples), values), result, 1e-9)) {
      findings.push({ check: 'order', message: 'The result depends on the order of the samples.' });
    }
    if (String(await textWith(metric, kind, values, cells.length)) !== text) findings.push({ check: 'undeclared', message: 'The result is another where there is more than `needs` names.' });
    if (!followsCells(await metric.compute(cells.toReversed().map(copyCell), values), result, cells.length)) {
      findings.push({ check: 'cells-order', message: 'The result depends on the order of the cells, and does not follow it.' });
    }
    findings.push(...(await checkDirection(metric, kind, values, cells.length)));
    for (const [field, path] of Object.entries(metric.shows)) {
      if (field !== 'kind' && follow(result, path.split('.')) === undefined) findings.push({ check: 'shows', message: `\`shows.${field}\` is \`${path}\`, and the result has nothing there.` });
    }
    return findings;
  } catch (error) {
    const whole = await textWith(metric, kind, values, cells.length);
    if (!(whole instanceof Error)) return [{ check: 'undeclared', message: `\`compute\` throws where there is only what \`needs\` names, and answers where there is more: ${String(error)}` }];
    return [{ check: 'throws', message: `\`compute\` threw ${String(error)}` }];
  }
}

/** The result on cells that hold everything; an error where it throws there too. */
async function textWith(metric: Metric, kind: CellView['task']['kind'], values: Values, count: number): Promise<string | Error> {
  try {
    return textOf(await metric.compute((count === 1 ? [1] : CELLS).map((seed) => arbitraryCell(kind, seed)), values));
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Whether the result on reversed cells is the same, or the same with lists of one entry a cell reversed. */
function followsCells(reversed: Json, result: Json, cells: number): boolean {
  const mirrored = (value: unknown): unknown => {
    if (Array.isArray(value)) return (value.length === cells ? value.toReversed() : value).map(mirrored);
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([name, v]) => [name, mirrored(v)])) : value;
  };
  return cells === 1 || same(reversed, result, 1e-9) || same(mirrored(reversed), result, 1e-9);
}

/** Cells whose every output is right must not be worse than cells whose every output is wrong. */
async function checkDirection(metric: Metric, kind: CellView['task']['kind'], values: Values, count: number): Promise<readonly Fault[]> {
  const { direction, shows } = metric;
  const path = shows.kind === 'depth-curve' ? shows.values : shows.kind === 'curve' ? shows.y : shows.kind === 'table' ? shows.rows : shows.z;
  if (direction === 'none' || metric.needs.outputs !== true || metric.needs.labels !== true) return [];
  const score = async (right: boolean): Promise<number> => {
    const cells = (count === 1 ? [1] : CELLS).map((seed) => visible(answeringCell(kind, seed, right), metric));
    const found = numbersIn(follow(await metric.compute(cells, values), path.split('.')));
    return found.reduce((a, b) => a + b, 0) / found.length;
  };
  const [right, wrong] = [await score(true), await score(false)];
  const worse = direction === 'higher' ? right < wrong : right > wrong;
  return worse ? [{ check: 'direction', message: `\`${direction}\` is said to be better, and \`${path}\` is ${right} on average where every answer is right, ${wrong} where every one is wrong.` }] : [];
}

function numbersIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

/** Only what the metric says that it reads. */
function visible({ outputs, labels, ...rest }: CellView, { needs }: Metric): CellView {
  return {
    ...rest,
    ...(needs.outputs === true && outputs !== undefined ? { outputs } : {}),
    ...(needs.labels === true && labels !== undefined ? { labels } : {}),
  };
}

function textOf(result: Json): string | Error {
  try {
    return canonicalJson(result);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** A path into a result; through a list, into its first entry. */
function follow(value: unknown, path: readonly string[]): unknown {
  const [head, ...rest] = path;
  const here = Array.isArray(value) ? (value[0] as unknown) : value;
  if (head === undefined) return value;
  return typeof here === 'object' && here !== null ? follow((here as { readonly [name: string]: unknown })[head], rest) : undefined;
}

/** Deep equality, numbers up to a relative tolerance: sums in another order differ in the last digits. */
function same(a: unknown, b: unknown, tolerance: number): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Object.is(a, b) || Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return a === b;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((k) => same((a as Record<string, unknown>)[k], (b as Record<string, unknown>)[k], tolerance));
}
