import { ExitbenchError } from '@exitbench/core';

import { type McNemar, mcnemar } from '../statistics/mcnemar.ts';

/**
 * Two trained networks on one test set, sample by sample. It speaks of these two networks, not of the regimes that made them: another
 * seed gives other networks. So it stands beside verdicts and never makes one.
 * @param a whether the first network is right, for each sample
 * @throws ExitbenchError `bad-argument` for different numbers of samples
 */
export function compareNetworks(a: readonly boolean[], b: readonly boolean[]): McNemar {
  if (a.length !== b.length) {
    throw new ExitbenchError('bad-argument', `Networks are compared on the same samples, but one has ${a.length} and the other ${b.length}.`, { hint: 'Take both from the same test set.' });
  }
  const [onlyA, onlyB] = [a.filter((right, i) => right && b[i] === false).length, b.filter((right, i) => right && a[i] === false).length];
  return mcnemar(onlyA, onlyB);
}
