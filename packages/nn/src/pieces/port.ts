import type { DType, Port, Shape } from '@exitbench/core';

/** A named input or output. The shape is without the batch axis. */
export function port(name: string, shape: Shape, dtype: DType = 'float32'): Port {
  return { name, shape, dtype };
}
