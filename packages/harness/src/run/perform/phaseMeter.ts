import type { PhaseEvent } from '@exitbench/training';

import type { Progress } from '../job.ts';

/** Reads the clock for a phase, whose loop has none. */
export interface PhaseMeter {
  readonly note: (event: PhaseEvent) => void;
  /** Whether it is time for a checkpoint. */
  readonly due: () => boolean;
}

/** Least seconds between two pieces of news. */
const NEWS_SECONDS = 0.5;

/**
 * @param checkpointSeconds time between checkpoints
 * @param now a clock in seconds
 */
export function phaseMeter(tell: (progress: Progress) => void, checkpointSeconds: number, now = (): number => performance.now() / 1000): PhaseMeter {
  let told = now();
  let saved = now();
  let first: { readonly step: number; readonly time: number } | undefined;
  return {
    note({ step, steps, epoch, loss, batch }) {
      const time = now();
      first ??= { step, time };
      if (time - told < NEWS_SECONDS && step !== steps) return;
      told = time;
      const imagesPerSecond = time > first.time ? ((step - first.step) * batch) / (time - first.time) : 0;
      tell({ step, steps, epoch, loss, imagesPerSecond });
    },
    due() {
      if (now() - saved < checkpointSeconds) return false;
      saved = now();
      return true;
    },
  };
}
