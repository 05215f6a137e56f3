import { type Benchmark, type Json, use } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { collectRecords, readEnvironment } from '../../src/index.ts';
import { inProcessExecutor, runToEnd, statuses } from '../support/executors.ts';
import { brighterData } from '../support/plugins/brighterData.ts';
import { accuracy, outside, starts } from '../support/plugins/metrics.ts';
import { disjoint, joint, mixed } from '../support/plugins/regimes.ts';
import { ENGINE, tempFolder, tempPlan } from '../support/tempBench.ts';

const environment = readEnvironment(ENGINE);
const control = { role: 'control', order: 1 } as const;

/** Results of metrics, by metric. */
async function resultsOf(change: Partial<Benchmark>): Promise<{ readonly [metric: string]: readonly Json[] }> {
  const plan = await tempPlan(change);
  const run = await runToEnd(plan, { store: await tempFolder(), executor: inProcessExecutor() });
  expect(new Set(Object.values(statuses(plan, run)))).toEqual(new Set(['completed']));
  const values = collectRecords({ plan, outcomes: run.outcomes, environment }).flatMap((r) => (r.kind === 'value' ? [r] : []));
  return Object.fromEntries(plan.metrics.map((m) => [m.label, values.filter((v) => v.metric === m.label).map((v) => v.result)]));
}

type Start = { readonly arm: { readonly label: string; readonly role: string; readonly order: number }; readonly start: string; readonly end: string; readonly snapshots: readonly (readonly number[])[] };

describe('what a comparison of regimes sees', () => {
  it('is a control with its arm: the same start as the others, and another end', { timeout: 60_000 }, async () => {
    const { [starts.id]: results } = await resultsOf({ seeds: [0, 1], regimes: [joint, use(joint, {}, control), mixed], metrics: [starts], snapshots: [0, 1] });
    const [first, second] = results as unknown as readonly (readonly Start[])[];
    expect(first?.map((c) => [c.arm.label, c.arm.role, c.arm.order])).toEqual([['joint', 'ranked', 0], ['joint (other order)', 'control', 1], ['mixed', 'ranked', 0]]);
    const [usual, other] = first ?? [];
    expect(other?.start).toBe(usual?.start);
    expect(other?.end).not.toBe(usual?.end);
    // Negative control: another seed starts elsewhere.
    expect(second?.[0]?.start).not.toBe(usual?.start);
    expect(first?.map((c) => c.snapshots)).toEqual([[[0, 1]], [[0, 1]], [[0, 1], [0, 1]]]);
  });

  it('is a control at the rate that the usual order was given', { timeout: 60_000 }, async () => {
    const tuned = await tempPlan({ regimes: [disjoint, use(disjoint, {}, control)], tune: { lr: [0.01, 0.05] }, snapshots: [] });
    const run = await runToEnd(tuned, { store: await tempFolder(), executor: inProcessExecutor() });
    expect(new Set(Object.values(statuses(tuned, run)))).toEqual(new Set(['completed']));
    const cells = collectRecords({ plan: tuned, outcomes: run.outcomes, environment }).flatMap((r) => (r.kind === 'cell' ? [r] : []));
    const rates = cells.map((c) => c.nodes.flatMap((n) => (n.selection === null ? [] : [n.selection.rate])));
    expect(rates[0]).toHaveLength(2);
    expect(rates[1]).toEqual(rates[0]);
  });
});

describe('outputs on other data sets', () => {
  it('are of their test part, by the network that was trained', { timeout: 60_000 }, async () => {
    const data = { train: 40, validation: 20, test: 10 };
    const { [outside.id]: results = [] } = await resultsOf({ regimes: [joint, disjoint], data, metrics: [use(outside, {}, { on: [brighterData] })] });
    const found = results as unknown as readonly { readonly [id: string]: { readonly samples: number; readonly width: number; readonly exits: readonly (readonly number[])[] } }[];
    expect(found.map((r) => Object.keys(r))).toEqual([['dataset-brighter'], ['dataset-brighter']]);
    const [a, b] = found.map((r) => r['dataset-brighter']);
    expect(a).toMatchObject({ samples: 10, width: 2, exits: [{ length: 20 }, { length: 20 }] });
    expect(a?.exits).not.toEqual(b?.exits); // another network
  });
});

describe('exits that no phase trains', () => {
  it('have no outputs, and the rest of the plan runs: the backbone alone is a regime, tuned or not', { timeout: 60_000 }, async () => {
    const change: Partial<Benchmark> = { regimes: [joint, use(mixed, { share: 1 })], metrics: [accuracy, use(outside, {}, { on: [brighterData] })], snapshots: [], data: { train: 40, validation: 20, test: 10 } };
    for (const tune of [{}, { tune: { lr: [0.01, 0.05] } }]) {
      const { [accuracy.id]: results, [outside.id]: others } = await resultsOf({ ...change, ...tune });
      expect((results as readonly { readonly exits: object }[]).map((r) => Object.keys(r.exits))).toEqual([['block0', 'classifier'], ['classifier']]);
      expect((others as readonly { readonly [id: string]: { readonly exits: readonly unknown[] } }[]).map((o) => o['dataset-brighter']?.exits.length)).toEqual([2, 1]);
    }
  });
});
