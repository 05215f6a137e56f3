import { cascadeProbe } from './cascade.ts';
import type { Probe } from './probe.ts';
import { regressionProbe } from './regression.ts';
import { tokensProbe } from './tokens.ts';
import { twoScaleProbe } from './twoScale.ts';

/** The four contract probes. Made on demand: nothing is built when this file is imported. */
export function contractProbes(): readonly Probe[] {
  return [twoScaleProbe(), tokensProbe(), cascadeProbe(), regressionProbe()];
}
