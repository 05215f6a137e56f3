export { checkPlugin, readmeTable } from './checkPlugin.ts';
export type { Finding } from './finding.ts';
export { type ParamSample, paramSamples } from './paramSamples.ts';
export { type PlannedRegime, type RegimeSetting, planRegime, regimeSurroundings } from './planRegime.ts';
export { type RegimeCheck, checkRegime, testRegime } from './regime.ts';
export { type Sketch, sketchNetwork } from './sketchNetwork.ts';
