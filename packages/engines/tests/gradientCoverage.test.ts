import * as nn from '@exitbench/nn';
import { expect, it } from 'vitest';

import { GRADIENT_CASES } from './gradientCases.ts';

/** What `nn` exports beside layers, heads, pieces and losses. A new export is one of these or has a case. */
const OTHERS: readonly string[] = [
  // Costs, shapes, data, weights, optimisers, schedules: nothing to differentiate.
  'convolutionCost', 'elementwiseCost', 'maskedMeanCost', 'numel', 'opCost', 'productCost', 'representationOf', 'supportsMap', 'supportsTokens', 'outputOf', 'port',
  'drawColumns', 'takeColumns', 'representations',
  'augmentBatch', 'byteImageSplit', 'idxImageSplits', 'readIdx', 'drawWeight', 'weightAt', 'clipByNorm', 'createOptimiser', 'rampWeight', 'scheduleFactor',
  // Runs functions again: what it gives is what they give.
  'offerRecorder', 'replayable',
  // Only holds a layer: the cases of layers run in one.
  'block',
  // Operations that layers and losses are made of, whose gradients are seen in theirs.
  'defineOp', 'hasNativeKernel', 'runOp', 'batchNormEval', 'batchNormEvalOp', 'batchNormTrain', 'batchNormTrainOp', 'batchNormTrainGradOp', 'embed', 'embedOp', 'embedGradOp', 'layerNormOp', 'layerNormGradOp', 'normaliseLayer', 'rectify',
  'reluOp', 'reluGradOp', 'softmaxCrossEntropyOp', 'maxPoolOp', 'maxPoolWindows', 'maxPoolGradOp', 'paddedConv2d', 'paddedConv2dOp', 'convolutionNormEvalOp', 'convolutionNormAddEvalOp',
  'attentionOp', 'maskedAttentionOp', 'columnSums', 'columnSumsOp', 'erfGate', 'erfGateOp', 'linear', 'linearOp', 'linearGeluOp', 'softmaxRowsOp',
  // No gradient by intention: asking for it is an error.
  'eigvalsh', 'eigvalshOp', 'eigvalshRows', 'EIGVALSH_REFERENCE_ROWS',
  // Their gradient is by intention not the derivative of their values.
  'detach', 'scaleGradient', 'scaleGradientOp',
];

const names = GRADIENT_CASES.map((c) => c.name);

it('every layer, head and loss of nn has a gradient case', () => {
  expect(uncovered(Object.keys(nn), names)).toEqual([]);
});

it('a layer without one is found, and so is one of which only the beginning of the name has one', () => {
  const without = (layer: string): readonly string[] => names.filter((name) => !isAbout(name, layer));
  for (const layer of ['conv2d', 'gapHead', 'distillation', 'meanSquaredError', 'crossEntropy']) expect(uncovered(Object.keys(nn), without(layer))).toEqual([layer]);
  expect(uncovered(['relu6'], names)).toEqual(['relu6']);
});

it('the cross-entropy is also smoothed', () => {
  expect(names).toContain('crossEntropy, smoothed');
});

// ---------------------------------------------------------------------------------------------------------------------

function uncovered(exported: readonly string[], cases: readonly string[]): readonly string[] {
  return exported.filter((name) => !OTHERS.includes(name) && !cases.some((c) => isAbout(c, name)));
}

function isAbout(title: string, name: string): boolean {
  return title.split(/[ ,]/, 1)[0] === name;
}
