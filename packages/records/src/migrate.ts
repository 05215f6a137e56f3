import { ExitbenchError } from '@exitbench/core';

import { SCHEMA } from './types.ts';

/** Turns the lines of one version into lines of the next. */
export type Migration = (lines: readonly unknown[]) => readonly unknown[];

/**
 * Step `n` leads from version n to version n + 1. A new one adds its step here and keeps a file of the version before
 * among the tests' fixtures.
 */
const MIGRATIONS: { readonly [from: number]: Migration } = { 1: withTuningAndSources, 2: withAxes };

/**
 * Lines of an earlier version as lines of the current one, one version at a time.
 *
 * @throws ExitbenchError `bad-record` for a version that is newer than this reader, or that has no way up.
 */
export function migrate(
  lines: readonly unknown[],
  from: number,
  at: string,
  { to = SCHEMA, migrations = MIGRATIONS }: { readonly to?: number; readonly migrations?: typeof MIGRATIONS } = {},
): readonly unknown[] {
  if (from > to) {
    throw new ExitbenchError('bad-record', `This file has records of schema ${from}; this version reads schemas up to ${to}.`, {
      at, hint: 'Upgrade exitbench: a newer version wrote this file.',
    });
  }
  let current = lines;
  for (let version = from; version < to; version++) {
    const step = migrations[version];
    if (step === undefined) throw new ExitbenchError('bad-record', `Nothing leads from records of schema ${version} to ${version + 1}.`, { at });
    current = step(current);
  }
  return current;
}

// ---------------------------------------------------------------------------------------------------------------------

/** Version 1 knew no tuning and no sources: all phases that a cell needs are its own, and no node is a selection. What is not as version 1 says is left for the schema to refuse. */
function withTuningAndSources(lines: readonly unknown[]): readonly unknown[] {
  return lines.map((line) => {
    if (!isObject(line)) return line;
    if (line['kind'] === 'cell') return { ...line, nodes: each(line['nodes'], (node) => ({ ...node, selection: null })) };
    const { plan } = line;
    if (line['kind'] !== 'header' || !isObject(plan)) return line;
    const phases = new Set<unknown>();
    each(plan['nodes'], (node) => (node['kind'] === 'phase' ? phases.add(node['key']) : node));
    const cells = each(plan['cells'], (cell) => ({ ...cell, phases: Array.isArray(cell['nodes']) ? cell['nodes'].filter((key) => phases.has(key)) : cell['nodes'] }));
    return { ...line, schema: 2, plan: { ...plan, cells, tune: null, sources: [] } };
  });
}

/** Version 2 knew one budget, one order of the data, one way of showing a metric, computed every metric for all cells, and did not count its lines. */
function withAxes(lines: readonly unknown[]): readonly unknown[] {
  return lines.map((line) => {
    if (!isObject(line) || line['kind'] !== 'header' || !isObject(line['plan'])) return line;
    const { plan } = line;
    const { epochs } = plan;
    const arms = each(plan['arms'], (arm) => ({ ...arm, epochs, regime: isObject(arm['regime']) ? { ...arm['regime'], order: 0 } : arm['regime'] }));
    const metrics = each(plan['metrics'], (metric) => ({ ...metric, shows: [metric['shows']], only: null }));
    return { ...line, schema: 3, lines: lines.length, plan: { ...plan, arms, metrics, epochs: [epochs] } };
  });
}

type Fields = { readonly [field: string]: unknown };

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Objects of a list, changed. Anything else stays. */
function each(list: unknown, change: (item: Fields) => unknown): unknown {
  return Array.isArray(list) ? list.map((item: unknown) => (isObject(item) ? change(item) : item)) : list;
}
