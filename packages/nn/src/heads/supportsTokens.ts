import type { Piece, Supports } from '@exitbench/core';

import { representationOf } from './representation.ts';

/** Whether the representation is tokens [tokens, width] of floats. */
export function supportsTokens(block: Piece): Supports {
  const { name, shape, dtype } = representationOf(block);
  if (shape.length === 2 && dtype === 'float32') return true;
  return { reason: `\`${block.id}\` gives \`${name}\` as ${dtype}[${shape.join(', ')}], and this head takes tokens of [tokens, width].` };
}
