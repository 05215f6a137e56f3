import { ExitbenchError } from '@exitbench/core';

import type { Layer, LayerMaker } from './layer.ts';
import { asPart, inSequence } from './parts.ts';

/** Layers one after the other, each with its name: the part `conv` of `block3` has the path `block3/conv`. */
export function serial(parts: readonly (readonly [name: string, maker: LayerMaker])[]): LayerMaker {
  return (path, shape) => {
    const layers: Layer[] = [];
    const names = new Set<string>();
    let current = shape;
    for (const [name, maker] of parts) {
      if (names.has(name)) throw new ExitbenchError('bad-network', `Two parts are called \`${name}\`.`, { at: path, hint: 'Weights are named by their parts: give each its own name.' });
      names.add(name);
      const layer = maker(`${path}/${name}`, current);
      layers.push(layer);
      current = layer.shape;
    }
    return asPart({
      shape: current,
      weights: layers.flatMap((l) => l.weights),
      costs: layers.flatMap((l) => l.costs),
      spec: { layer: 'serial', parts: layers.map((l) => l.spec) },
      apply: inSequence(layers),
    }, { kind: 'serial', layers });
  };
}
