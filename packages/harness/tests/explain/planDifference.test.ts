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
    expect(found[0]).toMatch(new RegExp(`^~ arm ${ARM}/joint: budget \\d+ → \\d+; training \\d+ → \\d+.*; phase 1 everything \\(\\d+ steps, \\d+ MAC\\) → everything \\(\\d+ steps, \\d+ MAC\\)$`));
    expect(found).toContainEqual(expect.stringMatching(new RegExp(`^~ node phase everything: ${DIGESTS} in ${ARM}/joint/0$`)));
    expect(found).toContainEqual(expect.stringMatching(new RegExp(`^~ node phase backbone: ${DIGESTS} in ${ARM}/mixed/0$`)));
    expect(found.some((l) => l.includes('node prepare'))).toBe(false);
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
