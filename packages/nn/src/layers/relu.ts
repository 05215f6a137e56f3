import { rectify } from '../ops/relu.ts';
import { elementwise } from './elementwise.ts';
import type { LayerMaker } from './layer.ts';
import { asPart } from './parts.ts';

/** max(x, 0). */
export function relu(): LayerMaker {
  const maker = elementwise('relu', 0, rectify);
  return (path, shape) => asPart(maker(path, shape), { kind: 'rectifier' });
}
