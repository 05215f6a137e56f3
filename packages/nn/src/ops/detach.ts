import { type Tensor, backend, engine } from '@tensorflow/tfjs-core';

/**
 * The same values as a tensor that the tape has never seen, so that no gradient flows back through it. Nothing is
 * copied: both handles hold the data, and each is disposed by itself.
 */
export function detach(tensor: Tensor): Tensor {
  backend().incRef(tensor.dataId);
  return engine().makeTensorFromTensorInfo(tensor);
}
