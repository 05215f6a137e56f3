export { conv2dBackpropFilter } from './conv2dBackpropFilter.ts';
export { conv2dBackpropInput } from './conv2dBackpropInput.ts';
export { identity } from './identity.ts';
export { maxPoolGrad } from './maxPoolGrad.ts';
export { oneHot } from './oneHot.ts';
export { slice, splitV } from './slice.ts';
export { makeTile } from './tile.ts';
export { unsortedSegmentSum } from './unsortedSegmentSum.ts';
