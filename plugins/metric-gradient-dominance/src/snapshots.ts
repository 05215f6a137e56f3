import type { PhaseFacts } from '@exitbench/core';

/** Where weights are looked at. */
export interface Moment {
  readonly phase: number;
  readonly name: string;
  /** Of the phase's planned steps. */
  readonly share: number;
}

/** The kept snapshots of all phases at these shares, in the order of training. */
export function momentsOf(phases: readonly PhaseFacts[], percent: readonly number[]): readonly Moment[] {
  return phases.flatMap(({ name, snapshots }, phase) =>
    // 100 · .07 is not 7: nobody means a share by less than a hundredth of a per cent.
    snapshots.filter((share) => percent.some((p) => Math.abs(100 * share - p) < 0.01)).map((share) => ({ phase, name, share })),
  );
}
