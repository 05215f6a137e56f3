/** From dark to light, so that order is lightness and not hue. Sampled from viridis. */
export const RAMP = ['#440154', '#482878', '#3e4989', '#31688e', '#26828e', '#1f9e89', '#35b779', '#6ece58', '#b5de2b', '#fde725'] as const;

/** The colour at a share of the way from dark to light. */
export function rampAt(share: number): string {
  return RAMP[Math.round(share * (RAMP.length - 1))] ?? RAMP[0];
}
