import { describe, expect, it } from 'vitest';

import { planSnapshot } from '../../src/index.ts';
import { joint, mixed } from '../support/plugins/regimes.ts';
import { ENGINE, tempPlan } from '../support/tempBench.ts';

describe('the committed plan', () => {
  it('is the same for every engine', async () => {
    const [one, two] = await Promise.all([tempPlan(), tempPlan({}, { engine: { ...ENGINE, engine: 'wasm', instructionSet: 'AVX2' } })]);
    expect(planSnapshot(two)).toEqual(planSnapshot(one));
    expect(one.nodes[1]?.key).not.toBe(two.nodes[1]?.key);
  });

  it('changes when the experiment does', async () => {
    const [one, two] = await Promise.all([tempPlan(), tempPlan({ seeds: [1] })]);
    expect(planSnapshot(two)).not.toEqual(planSnapshot(one));
  });

  it('lists arms with their phases, and cells with the nodes that they need', async () => {
    const snapshot = planSnapshot(await tempPlan({ regimes: [joint, mixed] }));
    expect(snapshot['nodes']).toEqual({
      prepare: { planned: 2, distinct: 1 }, phase: { planned: 3, distinct: 3 }, predict: { planned: 2, distinct: 2 }, analyse: { planned: 2, distinct: 2 },
    });
    expect(snapshot['cells']).toMatchObject([
      { id: 'tiny:computed/tiny/dense-gap/joint/0', nodes: [/^prepare prepare /, /^phase everything /, /^predict predict /, /^analyse metric-accuracy /].map((p) => expect.stringMatching(p) as unknown) },
      { id: 'tiny:computed/tiny/dense-gap/mixed/0' },
    ]);
  });
});
