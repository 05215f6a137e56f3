import { type Piece, type Port, type Supports, known, portNamed } from '@exitbench/core';

/** The representation that a generic head reads. */
export function representationOf(block: Piece): Port {
  return known(portNamed(block.outputs, block.representation), 'a representation is an output');
}

/** Whether the representation is a map [height, width, channels] of floats. */
export function supportsMap(block: Piece): Supports {
  const { name, shape, dtype } = representationOf(block);
  if (shape.length === 3 && dtype === 'float32') return true;
  return { reason: `\`${block.id}\` gives \`${name}\` as ${dtype}[${shape.join(', ')}], and this head takes a map of [height, width, channels].` };
}
