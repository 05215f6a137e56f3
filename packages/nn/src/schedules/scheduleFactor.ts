import type { Schedule } from '@exitbench/core';

/**
 * What the learning rate is multiplied by at a step. The first `warmup` steps rise linearly to the 1 that the step after
 * them would have: 1/(warmup+1), 2/(warmup+1), … (linear warm-up: Goyal et al., arXiv 1706.02677). Then
 *
 * - `constant`: 1;
 * - `cosine`: from 1 to `floor` over the steps that are left, with the last step at the floor (Loshchilov and Hutter,
 *   arXiv 1608.03983; the period is one step shorter than the phase, so that the end is reached);
 * - `step`: `factor` once for each milestone that has been passed, in shares of all steps, rounded to whole steps.
 *
 * Rounded to float32, so that a cosine that differs in its last digit between platforms does not change a rate.
 *
 * @param step 0 … steps − 1
 * @param steps planned steps of the phase
 */
export function scheduleFactor(schedule: Schedule, step: number, steps: number): number {
  const { warmup } = schedule;
  return Math.fround(step < warmup ? (step + 1) / (warmup + 1) : mainFactor(schedule, step, steps));
}

// ---------------------------------------------------------------------------------------------------------------------

function mainFactor(schedule: Schedule, step: number, steps: number): number {
  switch (schedule.kind) {
    case 'constant':
      return 1;
    case 'cosine': {
      const span = steps - 1 - schedule.warmup;
      const done = span > 0 ? Math.min(1, (step - schedule.warmup) / span) : 0;
      return schedule.floor + ((1 - schedule.floor) * (1 + Math.cos(Math.PI * done))) / 2;
    }
    case 'step':
      return schedule.milestones
        .filter((share) => step >= Math.round(share * steps))
        .reduce((factor) => factor * schedule.factor, 1);
  }
}
