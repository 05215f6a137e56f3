import { use } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { planDifference, planDifferenceLines, planSnapshot } from '../../src/index.ts';
import { disjoint, joint, mixed } from '../support/plugins/regimes.ts';
import { tempPlan } from '../support/tempBench.ts';

type Change = Parameters<typeof tempPlan>[0];

/** What is told of a change of the throw-away benchmark. */
async function lines(before: Change, after: Change): Promise<readonly string[]> {
  const [a, b] = await Promise.all([tempPlan(before), tempPlan(after)]);
  // Committed plans are read from a file.
  return planDifferenceLines(planDifference(JSON.parse(JSON.stringify(planSnapshot(a))) as ReturnType<typeof planSnapshot>, planSnapshot(b)));
}

const DIGESTS = '[0-9a-f]{12} → [0-9a-f]{12}';
const ARM = 'tiny:computed/tiny/dense-gap';

describe('the difference of two plans', () => {
  it('is nothing where they are equal', async () => {
    expect(await lines({}, {})).toEqual([]);
  });

  it('names arms and cells that came, and how many nodes there are', async () => {
    const found = await lines({ regimes: [joint, mixed] }, { regimes: [joint, mixed, disjoint] });
    expect(found).toEqual([
      `+ arm ${ARM}/disjoint`, `+ cell ${ARM}/disjoint/0`,
      '~ plan prepare nodes: 1 of 2 asked for → 1 of 3 asked for', '~ plan phase nodes: 3 of 3 asked for → 4 of 5 asked for',
      '~ plan predict nodes: 2 of 2 asked for → 3 of 3 asked for', '~ plan analyse nodes: 2 of 2 asked for → 3 of 3 asked for',
    ]);
  });

  it('names arms and cells that went', async () => {
    expect((await lines({ regimes: [joint, mixed] }, { regimes: [mixed] })).slice(0, 2)).toEqual([`- arm ${ARM}/joint`, `- cell ${ARM}/joint/0`]);
  });

  it('names nodes that changed, with the cells, and budgets', async () => {
    const found = await lines({ regimes: [joint, mixed], epochs: 2 }, { regimes: [joint, mixed], epochs: 4 });
    expect(found[0]).toBe('~ plan epochs: 2 → 4');
    expect(found[1]).toMatch(new RegExp(`^~ arm ${ARM}/joint: budget \\d+ → \\d+; training \\d+ → \\d+.*; phase 1 everything \\(\\d+ steps, \\d+ MAC\\) → everything \\(\\d+ steps, \\d+ MAC\\)$`));
    expect(found).toContainEqual(expect.stringMatching(new RegExp(`^~ node phase everything: ${DIGESTS} in ${ARM}/joint/0$`)));
    expect(found).toContainEqual(expect.stringMatching(new RegExp(`^~ node phase backbone: ${DIGESTS} in ${ARM}/mixed/0$`)));
    expect(found.some((l) => l.includes('node prepare'))).toBe(false);
  });

  it('begins with what the benchmark says for all arms', async () => {
    const first = async (before: Change, after: Change): Promise<string | undefined> => (await lines(before, after))[0];
    const lr = (...rates: readonly number[]): Change => ({ regimes: [joint], tune: { lr: rates } });
    expect(await first(lr(0.01, 0.03, 0.1), lr(0.01, 0.02, 0.1))).toBe('~ plan tune.lr: 0.03 → 0.02');
    expect(await first(lr(0.01, 0.1), lr(0.01, 0.02, 0.1))).toBe('~ plan tune.lr: 0.01, 0.1 → 0.01, 0.02, 0.1');
    expect(await first({ regimes: [joint] }, lr(0.01, 0.1))).toBe('~ plan tune: none → {"lr":[0.01,0.1],"seed":"0"}');
    expect(await first({ seeds: [0, 1] }, { seeds: [0, 2] })).toBe('~ plan seeds: 1 → 2');
    expect(await first({}, { data: { train: 40, validation: 10 } })).toBe('~ plan data.validation: 20 → 10');
    expect(await first({ recipe: { batch: 10 } }, { recipe: { batch: 5 } })).toBe('~ plan recipe.batch: 10 → 5');
    expect(await first({}, { evaluationBatch: 7 })).toMatch(/^~ plan evaluationBatch: \d+ → 7$/);
  });

  it('tells the nodes of all seeds of an arm at once, and names no kind twice', async () => {
    const change = { regimes: [joint], seeds: [0, 1, 2] };
    const found = await lines({ ...change, tune: { lr: [0.01, 0.03] } }, { ...change, tune: { lr: [0.01, 0.02] } });
    const nodes = found.filter((l) => l.includes(' node '));
    const IN = `in ${ARM}/joint/0 and 2 more cells$`;
    expect(nodes.map((l) => l.split(':')[0]).toSorted()).toEqual([
      '- node phase everything at 0.03', '- node predict everything at 0.03', '~ node select rate of everything', '~ node phase everything', '~ node predict',
      '~ node analyse metric-accuracy', '+ node phase everything at 0.02', '+ node predict everything at 0.02',
    ].toSorted());
    expect(nodes.find((l) => l.startsWith('~ node select'))).toMatch(new RegExp(`: ${DIGESTS} ${IN}`));
    expect(nodes.find((l) => l.startsWith('~ node phase everything:'))).toMatch(new RegExp(`: ${DIGESTS}, and 2 more digests ${IN}`));
  });

  it('tells a node that cells share once', async () => {
    const found = await lines({ regimes: [mixed, disjoint] }, { regimes: [mixed, disjoint], recipe: { batch: 5 } });
    expect(found.filter((l) => l.includes('node phase backbone'))).toEqual([expect.stringMatching(new RegExp(`^~ node phase backbone: ${DIGESTS} in ${ARM}/mixed/0 and 1 more cell$`))]);
  });

  it('tells an arm that became a control, and one that became ranked', async () => {
    const [ranked, control] = [{ regimes: [joint, mixed] }, { regimes: [joint, use(mixed, {}, { role: 'control' })] }];
    expect(await lines(ranked, control)).toEqual([`~ arm ${ARM}/mixed: role ranked → control`]);
    expect(await lines(control, ranked)).toEqual([`~ arm ${ARM}/mixed: role control → ranked`]);
  });

  it('sees an order, and an exclusion', async () => {
    expect(await lines({ regimes: [joint, mixed] }, { regimes: [mixed, joint] })).toEqual(['~ plan temp, profile all: the order of arms, cells or nodes']);
    const plan = planSnapshot(await tempPlan({ regimes: [joint] }));
    const excluded = { ...plan, arms: [{ id: `${ARM}/joint`, excluded: 'It needs classes.' }] };
    expect(planDifferenceLines(planDifference(plan, excluded))).toEqual([expect.stringMatching(/^~ arm .*; excluded absent → It needs classes\.$/)]);
  });

  it('says that a profile is new', async () => {
    expect(planDifferenceLines(planDifference(undefined, planSnapshot(await tempPlan())))).toEqual(['+ plan temp, profile all: 3 cells']);
  });
});
