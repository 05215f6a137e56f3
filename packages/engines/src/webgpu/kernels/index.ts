export { makeCast } from './cast.ts';
export { makeMaxPoolGrad } from './maxPoolGrad.ts';
export { unsortedSegmentSum } from './unsortedSegmentSum.ts';
