import { type Benchmark, defineDataset, defineRegime, fromRecipe, taskLoss, use } from '@exitbench/core';
import { COMPARABILITY, type CellRecord, SCHEMA, formatRecords, parseRecords } from '@exitbench/records';
import { describe, expect, it } from 'vitest';

import { type NodeEnd, type NodeJob, collectRecords, readEnvironment } from '../../src/index.ts';
import { planRecord } from '../../src/collect/planRecord.ts';
import { failure, fakeExecutor, runToEnd } from '../support/executors.ts';
import { accuracy, regimes } from '../support/plugins/metrics.ts';
import { disjoint, joint, mixed } from '../support/plugins/regimes.ts';
import { tinyData } from '../support/plugins/tinyData.ts';
import { ENGINE, tempFolder, tempPlan } from '../support/tempBench.ts';

const environment = readEnvironment(ENGINE);

/** The backbone, everything, then the heads: a rate is chosen for the first and the last. */
const threePhases = defineRegime({
  ...mixed, id: 'regime-three', params: {},
  phases: (_, { recipe }) => (['backbone', 'all', 'heads'] as const).map((train) => ({
    ...fromRecipe(recipe), name: train, train, losses: [taskLoss(recipe, train === 'backbone' ? 'last' : 'all')], budget: { steps: 2 },
  })),
});

async function cellsOf(change: Partial<Benchmark>, end?: (job: NodeJob) => NodeEnd | undefined): Promise<readonly CellRecord[]> {
  const plan = await tempPlan(change);
  const { outcomes } = await runToEnd(plan, { store: await tempFolder(), executor: fakeExecutor(end === undefined ? {} : { end }) });
  const records = parseRecords(formatRecords(collectRecords({ plan, outcomes, environment })));
  return records.flatMap((r) => (r.kind === 'cell' ? [r] : []));
}

describe('records of cells', () => {
  it('repeat a shared node in each cell, by key', async () => {
    const cells = await cellsOf({ regimes: [mixed, disjoint] });
    const backbones = cells.map((c) => c.nodes.find((n) => n.name === 'backbone')?.key);
    expect(backbones[0]).toBe(backbones[1]);
    expect(cells.map((c) => c.nodes.map((n) => n.name))).toEqual([
      ['prepare', 'backbone', 'everything', 'predict', 'metric-accuracy'], ['prepare', 'backbone', 'heads', 'predict', 'metric-accuracy'],
    ]);
  });

  it('say why a cell could not be run', async () => {
    const values = defineDataset({ ...tinyData, id: 'dataset-values', task: { kind: 'regression', range: [0, 1] } });
    const [, cell] = await cellsOf({ datasets: [tinyData, values], regimes: [joint] });
    expect(cell).toEqual({ kind: 'cell', cell: 'values:computed/tiny/dense-gap/joint/0', status: 'excluded', reason: 'It needs classes.', log: [], nodes: [] });
  });

  it('fail with the data that they need, and with no other', async () => {
    const other = defineDataset({ ...tinyData, id: 'dataset-other' });
    const cells = await cellsOf({ datasets: [tinyData, other], regimes: [joint] }, ({ label }) =>
      (label.startsWith('dataset-other') ? failure('bad-data', '`train.gz` has SHA-256 ab, not cd.', '/home/ada/data/train.gz') : undefined));
    expect(cells.map((c) => [c.status, c.reason])).toEqual([['completed', null], ['failed', '`train.gz` has SHA-256 ab, not cd. At: …/train.gz.']]);
  });

  it('do not blame a cell for a comparison that another cell blocks', async () => {
    const cells = await cellsOf({ regimes: [joint, mixed], metrics: [accuracy, regimes] }, ({ label }) =>
      (label.endsWith('mixed/0 everything') ? failure('unexpected', 'It broke.') : undefined));
    expect(cells.map((c) => c.status)).toEqual(['completed', 'failed']);
  });

  it('have a header from which all of the plan can be told: recipe, phases, data, evaluation', async () => {
    const files = [{ name: 'x.gz', urls: ['https://example.org/x.gz'], sha256: 'c'.repeat(64), bytes: 7 }];
    const filed = defineDataset({ ...tinyData, id: 'dataset-filed', variants: { computed: { title: 'computed', files } } });
    const plan = await tempPlan({
      datasets: [filed], regimes: [mixed], evaluationBatch: 7, snapshots: [1], recipe: { batch: 20, optimiser: { kind: 'sgd', rate: 0.25, momentum: 0, decay: 0, decayScope: 'all' } },
    });
    const { outcomes } = await runToEnd(plan, { store: await tempFolder(), executor: fakeExecutor() });
    const [header] = parseRecords(formatRecords(collectRecords({ plan, outcomes, environment })));
    const planned = header?.kind === 'header' ? header.plan : undefined;
    const [arm] = planned?.arms ?? [];
    expect(planned?.evaluationBatch).toBe(7);
    expect(arm?.dataset).toMatchObject({ sizes: { train: 40, validation: 20, test: 20 }, files: [{ name: 'x.gz', sha256: 'c'.repeat(64), bytes: 7 }] });
    expect(arm?.recipe).toMatchObject({ batch: 20, reduction: 'sum', optimiser: { rate: 0.25 } });
    expect(arm?.phases.map((p) => p.resolved)).toMatchObject([
      { kind: 'train', optimiser: { rate: 0.25 }, batch: 20, snapshots: [1], losses: [{ at: ['classifier'], reduction: 'sum' }] },
      { kind: 'train', train: ['block0', 'block0/head', 'block1', 'classifier'], losses: [{ at: ['block0', 'classifier'] }] },
    ]);
    expect(JSON.stringify(header)).not.toContain('https://');
  });

  it('have no rate for a phase whose rate is chosen, and the recipe’s for others', async () => {
    const ratesOf = async (change: Partial<Benchmark>): Promise<readonly unknown[]> => {
      const plan = await tempPlan({ regimes: [mixed, use(joint, {})], recipe: { optimiser: { kind: 'sgd', rate: 0.25, momentum: 0, decay: 0, decayScope: 'all' } }, ...change });
      const written = formatRecords([{ kind: 'header', schema: SCHEMA, comparability: COMPARABILITY, plan: planRecord(plan), hypotheses: null }, environment]);
      const [header] = parseRecords(written);
      return (header?.kind === 'header' ? header.plan.arms : []).map((arm) => arm.phases.map(({ resolved }) => (resolved.kind === 'train' ? resolved.optimiser.rate : 'imported')));
    };
    expect(await ratesOf({ tune: { lr: [0.1, 0.5] } })).toEqual([[null, null], [null]]);
    expect(await ratesOf({ tune: { lr: [0.1, 0.5] }, regimes: [threePhases] })).toEqual([[null, 0.25, null]]);
    expect(await ratesOf({})).toEqual([[0.25, 0.25], [0.25]]);
  });

  it('are those of the plan: arms with what tells regimes apart, metrics, nodes', async () => {
    const plan = await tempPlan({ regimes: [use(mixed, { share: 0.25 }), mixed, use(joint, {}, { role: 'control' })] });
    const { outcomes } = await runToEnd(plan, { store: await tempFolder(), executor: fakeExecutor() });
    const [header] = collectRecords({ plan, outcomes, environment });
    const { arms, metrics, nodes, sources } = header?.kind === 'header' ? header.plan : { arms: [], metrics: [], nodes: [], sources: [] };
    expect(arms.map((a) => [a.regime.label, a.role])).toEqual([['mixed (share 0.25)', 'ranked'], ['mixed (share 0.5)', 'ranked'], ['joint', 'control']]);
    expect(metrics.map((m) => [m.id, m.label, m.unit])).toEqual([['metric-accuracy', 'accuracy', '%']]);
    expect(nodes.map((n) => n.key)).toEqual(plan.nodes.map((n) => n.key));
    expect(sources.map((s) => [s.kind, s.id])).toEqual([
      ['dataset', tinyData.id], ['architecture', 'architecture-tiny'], ['regime', 'regime-mixed'], ['regime', 'regime-joint'], ['metric', 'metric-accuracy'],
    ]);
    expect(sources[0]).toEqual({ kind: 'dataset', id: tinyData.id, title: tinyData.title, citation: tinyData.citation, licence: tinyData.licence });
    expect(sources.slice(1).map((s) => s.licence)).toEqual([null, null, null, null]);
    // Convolutions 9·1·3 + 9·3·3, two norms of two threes, the head and the classifier 3·2 + 2 each, without running statistics.
    expect(arms[0]?.network?.parameters).toBe(27 + 81 + 12 + 8 + 8);
  });
});
