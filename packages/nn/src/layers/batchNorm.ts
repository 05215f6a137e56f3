import { ExitbenchError, type WeightSpec } from '@exitbench/core';
import { keep } from '@tensorflow/tfjs-core';

import { elementwiseCost } from '../costs/elementwiseCost.ts';
import { batchNormEval } from '../ops/batchNormEval.ts';
import { batchNormTrain } from '../ops/batchNormTrain.ts';
import type { LayerMaker } from './layer.ts';
import { asPart } from './parts.ts';
import { weightAt } from './weightAt.ts';

export interface BatchNormOptions {
  /** Added to the variance. Default 1e-5, PyTorch's. */
  readonly epsilon?: number;
}

/**
 * Batch normalisation of the last axis (Ioffe and Szegedy, arXiv 1502.03167), by the statistics that the pass asks for.
 * Weights: `scale` and `offset`, trained; `mean` and `variance`, running statistics. What it gives to `pass.update` is
 * kept: no tidy disposes it, the receiver does.
 */
export function batchNorm(options: BatchNormOptions = {}): LayerMaker {
  const { epsilon = 1e-5 } = options;
  return (path, shape) => {
    const channels = shape.at(-1);
    if (channels === undefined) throw new ExitbenchError('bad-network', '`batchNorm` takes at least one axis a sample but is given a single number.', { at: path });
    if (!(epsilon > 0)) throw new ExitbenchError('bad-parameter', `\`epsilon\` must be positive, not ${epsilon}.`, { at: path });
    const weight = (name: string, value: number, statistic: boolean): WeightSpec => ({
      path: `${path}/${name}`, shape: [channels], init: { kind: 'constant', value }, role: 'norm', ...(statistic ? { statistic } : {}),
    });
    return asPart({
      shape,
      weights: [weight('scale', 1, false), weight('offset', 0, false), weight('mean', 0, true), weight('variance', 1, true)],
      costs: [elementwiseCost('batchNorm', shape, 2)],
      spec: { layer: 'batchNorm', epsilon },
      apply(x, given, pass) {
        const [scale, offset] = [weightAt(given, `${path}/scale`), weightAt(given, `${path}/offset`)];
        const [mean, variance] = [weightAt(given, `${path}/mean`), weightAt(given, `${path}/variance`)];
        if (pass.statistics === 'running') return batchNormEval(x, scale, offset, mean, variance, epsilon);
        // An estimate differs from training only in the momentum, which the pass gives.
        const [y, newMean, newVariance] = batchNormTrain(x, scale, offset, mean, variance, { epsilon, momentum: pass.momentum });
        pass.update(`${path}/mean`, keep(newMean));
        pass.update(`${path}/variance`, keep(newVariance));
        return y;
      },
    }, { kind: 'norm', path, epsilon });
  };
}
