import { type Json, known } from '@exitbench/core';

import { type Information, information } from './information.ts';
import type { Probed } from './probe.ts';

/** Standard deviations of the noise in each direction, in units of a block's root mean square distance from its mean. */
export const SIGMAS: readonly number[] = [0.1, 0.25, 0.5, 1, 2];

/** What is found out about one block. */
export interface BlockFacts {
  readonly block: string;
  /** The unit of length, in the block's own. */
  readonly scale: number;
  /** One for each of `SIGMAS`. */
  readonly bounds: readonly Bounds[];
  readonly probed: Probed;
}

export interface Bounds {
  readonly upper: Information;
  readonly lower: Information;
}

/** Both bounds at each noise level. The lower one is the upper one at twice the noise: see `information`. */
export function boundsOf(squares: Float64Array, labels: Int32Array): readonly Bounds[] {
  const found = new Map<number, Information>();
  const at = (sigma: number): Information => {
    const estimate = found.get(sigma) ?? information(squares, labels, sigma);
    found.set(sigma, estimate);
    return estimate;
  };
  return SIGMAS.map((sigma) => ({ upper: at(sigma), lower: at(2 * sigma) }));
}

/** The result, as `schema` has it. @param entropy H(Y) in nats */
export function resultOf(blocks: readonly BlockFacts[], n: number, entropy: number): Json {
  const cap = Math.log(n);
  const table = (value: (bounds: Bounds) => Json): Json =>
    Object.fromEntries(SIGMAS.map((sigma, i) => [String(sigma), blocks.map((b) => value(known(b.bounds[i], 'one for each level')))]));
  return {
    definition: 'reconstruction',
    split: 'test',
    n,
    cap,
    entropy,
    blocks: blocks.map((b) => b.block),
    sigmas: SIGMAS,
    scale: blocks.map((b) => b.scale),
    xz: table((b) => b.upper.xz),
    zy: table((b) => b.upper.zy),
    share: { xz: table((b) => b.upper.share.xz), within: table((b) => b.upper.share.within) },
    lower: { xz: table((b) => b.lower.xz), zy: table((b) => b.lower.zy) },
    saturated: { xz: table((b) => b.upper.saturated.xz), zy: table((b) => b.upper.saturated.zy) },
    probe: blocks.map((b) => entropy - b.probed.crossEntropy),
    probeConverged: blocks.every((b) => b.probed.converged),
  };
}
