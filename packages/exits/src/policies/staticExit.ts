import { ExitbenchError } from '@exitbench/core';

import type { Policy } from '../policy.ts';

/**
 * Always leaves at one exit, counted from 0. It serves every task; its one setting is the exit. The answers of all
 * static exits together are the anytime curve.
 *
 * @throws ExitbenchError `bad-argument` for an index that is not an integer of at least 0, or, when deciding, that the
 *   network has no exit for.
 */
export function staticExit(exit: number): Policy {
  if (!Number.isInteger(exit) || exit < 0) {
    throw new ExitbenchError('bad-argument', `An exit is counted from 0: ${String(exit)} is none.`, { at: 'staticExit' });
  }
  return {
    id: 'static',
    title: `exit ${exit}`,
    serves: ['classification', 'regression'],
    settings: [exit],
    decide({ samples, byExit }) {
      if (exit >= byExit.length) {
        throw new ExitbenchError('bad-argument', `There is no exit ${exit}: the network has ${byExit.length}, counted from 0.`, { at: 'staticExit' });
      }
      const all = new Int32Array(samples).fill(exit);
      return () => ({ left: all, answer: all });
    },
    online: () => ({ leaves: (outputs, width, at) => Array.from({ length: outputs.length / width }, () => at === exit) }),
  };
}
