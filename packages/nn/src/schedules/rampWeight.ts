import type { Ramp } from '@exitbench/core';

/**
 * min(cap, start + slope · t / T) at time t of T (Kaya et al., arXiv 1810.07052, raise an exit's weight so).
 *
 * @param t 1 … T, counted in epochs or steps of the phase as `ramp.per` says
 */
export function rampWeight(ramp: Ramp, t: number, T: number): number {
  return Math.min(ramp.cap, ramp.start + (ramp.slope * t) / T);
}
