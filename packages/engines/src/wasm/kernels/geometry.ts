import * as tf from '@tensorflow/tfjs-core';

export interface ConvolutionGeometry {
  readonly batch: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly inChannels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outChannels: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly pad: { readonly top: number; readonly bottom: number; readonly left: number; readonly right: number };
}

type Shape4D = [number, number, number, number];
type Pad = 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;

/** Sizes, strides and pads of the undilated forward convolution whose gradient is asked for. NHWC only. */
export function geometryOf(inputShape: Shape4D, filterShape: Shape4D, attrs: Readonly<Record<string, unknown>>): ConvolutionGeometry {
  if (attrs['dataFormat'] !== 'NHWC') throw new Error(`The wasm engine computes convolutions in NHWC only, not in ${String(attrs['dataFormat'])}.`);
  const info = tf.backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    attrs['strides'] as number | [number, number],
    1,
    attrs['pad'] as Pad,
    attrs['dimRoundingMode'] as 'floor' | 'round' | 'ceil' | undefined,
  );
  const { top, bottom, left, right } = info.padInfo;
  return {
    batch: info.batchSize,
    inHeight: info.inHeight,
    inWidth: info.inWidth,
    inChannels: info.inChannels,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    outChannels: info.outChannels,
    filterHeight: info.filterHeight,
    filterWidth: info.filterWidth,
    strideHeight: info.strideHeight,
    strideWidth: info.strideWidth,
    pad: { top, bottom, left, right },
  };
}
