import { softmaxCrossEntropyOp } from '@exitbench/nn';

import { floatType, intType, nativeKernel } from './nativeKernel.ts';

/** One operation where labels are not smoothed; smoothed ones have no sparse form and take the composition. */
export const softmaxCrossEntropy = nativeKernel(softmaxCrossEntropyOp, (backend, inputs, attrs) => {
  if (attrs.smoothing !== 0) return softmaxCrossEntropyOp.reference(inputs, attrs);
  const types = [floatType(backend, 'T'), intType(backend, 'Tlabels')];
  return backend.executeMultipleOutputs('SparseSoftmaxCrossEntropyWithLogits', types, [inputs.logits, inputs.labels], 2);
});
