import { use } from '@exitbench/core';
import { gapHead, pooledHead } from '@exitbench/nn';
import { describe, expect, it } from 'vitest';

import { accuracy, regimes } from '../support/plugins/metrics.ts';
import { disjoint, joint, mixed } from '../support/plugins/regimes.ts';
import { tinyNet } from '../support/plugins/tinyNet.ts';
import { keysOf, tempPlan } from '../support/tempBench.ts';

describe('the run graph', () => {
  it('trains 4 phases a seed for three regimes and one kind of head: the backbone of mixed and disjoint is one node', async () => {
    const { counts } = await tempPlan({ seeds: [0, 1, 2] });
    expect(counts.phase).toEqual({ planned: 5 * 3, distinct: 4 * 3 });
  });

  it('trains 7 phases a seed for two kinds of heads', async () => {
    const { counts } = await tempPlan({ seeds: [0, 1, 2], exits: [{ placement: 'dense', head: gapHead }, { placement: 'dense', head: pooledHead }] });
    expect(counts.phase).toEqual({ planned: 10 * 3, distinct: 7 * 3 });
  });

  it('prepares a data set once, predicts each cell once, analyses each cell for each metric', async () => {
    const { counts } = await tempPlan({ seeds: [0, 1], metrics: [accuracy, regimes] });
    expect(counts.prepare).toEqual({ planned: 6, distinct: 1 });
    expect(counts.predict).toEqual({ planned: 6, distinct: 6 });
    // Six cells, and one comparison of regimes for each of two seeds.
    expect(counts.analyse).toEqual({ planned: 8, distinct: 8 });
  });

  it('trains no backbone again for another head or placement', async () => {
    const architectures = [use(tinyNet, { blocks: 3 })];
    const plans = await Promise.all([
      tempPlan({ architectures }),
      tempPlan({ architectures, exits: [{ placement: 'dense', head: pooledHead }] }),
      tempPlan({ architectures, exits: [{ placement: ['block1'], head: gapHead }] }),
    ]);
    const [first, otherHead, otherPlacement] = plans.map((p) => keysOf(p, 'phase', 'backbone'));
    expect(otherHead).toEqual(first);
    expect(otherPlacement).toEqual(first);
    const [ours, theirs] = plans.map((p) => keysOf(p, 'phase', 'everything'));
    expect(theirs).not.toEqual(ours);
  });

  it('makes mixed(0) joint, by key', async () => {
    const { counts } = await tempPlan({ regimes: [joint, use(mixed, { share: 0 })] });
    expect(counts.phase).toEqual({ planned: 2, distinct: 1 });
    expect(counts.predict).toEqual({ planned: 2, distinct: 1 });
  });

  it('shares no backbone between different shares of the budget', async () => {
    const { counts } = await tempPlan({ regimes: [mixed, use(disjoint, { share: 0.75 })] });
    expect(counts.phase.distinct).toBe(4);
  });

  it('adds a metric without training or predicting anything', async () => {
    const [one, two] = await Promise.all([tempPlan(), tempPlan({ metrics: [accuracy, regimes] })]);
    for (const kind of ['prepare', 'phase', 'predict'] as const) expect(keysOf(two, kind)).toEqual(keysOf(one, kind));
    expect(keysOf(two, 'analyse').length).toBe(4);
  });

  it('lists every node after those that it reads', async () => {
    const { nodes } = await tempPlan({ seeds: [0, 1], metrics: [regimes, accuracy] });
    nodes.forEach((node, i) => expect(nodes.slice(0, i).map((n) => n.key)).toEqual(expect.arrayContaining([...node.after])));
  });
});

describe('costs', () => {
  it('counts B as three forward passes of the plain backbone for T epochs of whole batches', async () => {
    const { arms } = await tempPlan({ data: { train: 35, validation: 20 }, regimes: [joint] });
    const [arm] = arms;
    // Convolutions of 4 × 4 maps: 16 · 9 · 1 · 3 and 16 · 9 · 3 · 3; the classifier 3 · 2. Three batches of 10 fit in 35 samples.
    expect(arm?.excluded === null && arm.budget).toBe(3 * (432 + 1296 + 6) * 2 * 30);
  });

  it('marks an arm that is more than one per cent off its budget', async () => {
    const { arms } = await tempPlan({ regimes: [joint, disjoint], epochs: 200 });
    const short = await tempPlan({ regimes: [joint], epochs: 1, data: { train: 20, validation: 20 } });
    expect(arms.map((a) => a.excluded === null && a.onBudget)).toEqual([true, true]);
    // The budget is two steps of the backbone (1734 a sample); with its head (1740) only one whole step fits.
    const [arm] = short.arms;
    expect(arm?.excluded === null && arm.onBudget).toBe(false);
    expect(arm?.excluded === null && arm.deviation).toBeCloseTo(1740 / (2 * 1734) - 1, 10);
  });
});
