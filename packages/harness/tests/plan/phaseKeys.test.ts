import { type Piece, type TrainPhase, defineArchitecture, defineRegime, fromRecipe, taskLoss } from '@exitbench/core';
import { gapHead, pooledHead } from '@exitbench/nn';
import { describe, expect, it } from 'vitest';

import { tinyNet } from '../support/plugins/tinyNet.ts';
import { keysOf, tempPlan } from '../support/tempBench.ts';

/** The tiny network, whose classifier lets no gradient back to the blocks. */
const detached = defineArchitecture({
  ...tinyNet, id: 'architecture-detached', module: import.meta.url,
  build(given) {
    const backbone = tinyNet.build(given);
    const classifier: Piece = { ...backbone.classifier, inputs: backbone.classifier.inputs.map((input) => ({ ...input, detached: true as const })) };
    return { ...backbone, classifier };
  },
});

/** One phase of two steps that trains the classifier by its own loss. */
const phase = (more: Partial<TrainPhase>): ReturnType<typeof defineRegime> => defineRegime({
  id: 'regime-one', module: import.meta.url, revision: 1, title: 'one', description: 'For tests.', citation: 'none', params: {},
  phases: (_, { recipe }) => [{ ...fromRecipe(recipe), name: 'one', train: 'backbone', losses: [taskLoss(recipe, 'last')], budget: { steps: 2 }, ...more }],
});

const keys = async (more: Partial<TrainPhase>, architecture = tinyNet, head = gapHead): Promise<readonly string[]> =>
  keysOf(await tempPlan({ architectures: [architecture], regimes: [phase(more)], exits: [{ placement: 'dense', head }] }), 'phase');

describe('the key of a phase, by its extent', () => {
  it('has the pieces that run as in training: batch statistics and noise follow them, not the gradients', async () => {
    const few = await keys({ train: ['classifier'] }, detached);
    expect(await keys({ train: ['block0', 'classifier'] }, detached)).not.toEqual(few);
    expect(await keys({ train: ['classifier'] }, detached)).toEqual(few);
    // A head that does not run is trained by nothing, whoever selects it.
    expect(await keys({ train: ['block0/head', 'classifier'] }, detached)).toEqual(few);
  });

  it('has the pieces that are drawn again, of those that run: a head that does not run separates nothing', async () => {
    const [one, two] = [await keys({ fresh: 'all' }), await keys({ fresh: 'all' }, tinyNet, pooledHead)];
    expect(two).toEqual(one);
    expect(await keys({ fresh: 'heads' })).toEqual(await keys({}));
    expect(await keys({})).not.toEqual(one);
    expect(await keys({ fresh: ['block0'] })).not.toEqual(one);
  });
});
