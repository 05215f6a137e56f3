import type { Geometry } from '@exitbench/nn';

import { type NativeAttr, type NativeBackend, floatType, integers, plain } from './nativeKernel.ts';

/** What TensorFlow's convolutions of all kinds are told of where their window goes. */
export function convolutionAttrs(backend: NativeBackend, { stride, mode, margins }: Geometry): readonly NativeAttr[] {
  const hasMargins = margins.length > 0;
  return [
    floatType(backend, 'T'), integers(backend, 'strides', [1, stride, stride, 1]), integers(backend, 'dilations', [1, 1, 1, 1]),
    plain(backend, 'padding', hasMargins ? 'EXPLICIT' : mode.toUpperCase()), integers(backend, 'explicit_paddings', hasMargins ? [0, 0, ...margins, 0, 0] : []),
    plain(backend, 'data_format', 'NHWC'),
  ];
}
