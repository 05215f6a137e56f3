import type { PhaseEvent } from '@exitbench/training';

import type { Progress } from '../job.ts';

/** Reads the clock for a phase, whose loop has none. */
export interface PhaseMeter {
  readonly note: (event: PhaseEvent) => void;
  /** Whether it is time for a checkpoint. The time until it is kept counts as its cost. */
  readonly due: () => boolean;
  /** Keeps a checkpoint that was due. */
  readonly keep: (save: () => Promise<void>) => Promise<void>;
  /** The phase has ended. @param resumedAt steps that had been done before; all of them where it was killed after the last */
  readonly end: (resumedAt: number) => void;
  /** Seconds that checkpoints have cost so far, the one that is being made included. */
  readonly cost: () => number;
}

export interface MeterNews {
  readonly progress: (progress: Progress) => void;
  /** The phase goes on from a checkpoint: so many steps had been done. */
  readonly resumed: (step: number) => void;
  /** A checkpoint has been kept: after so many steps. */
  readonly checkpoint: (step: number) => void;
}

/** Least seconds between two pieces of news. */
const NEWS_SECONDS = 0.5;

/** Least seconds between two checkpoints. */
const CHECKPOINT_SECONDS = 2;

/** Time between checkpoints over what one costs: they take at most half a per cent of the time. */
const COST_FACTOR = 200;

/** What a checkpoint is expected to cost before one was made, on one slow core: seconds whatever its size, and bytes a second. */
const EXPECTED = { least: 0.005, rate: 100e6 };

/**
 * @param size bytes of a checkpoint, by which the first one is expected to cost; the next ones are taken to cost what the last did
 * @param now a clock in seconds
 */
export function phaseMeter(news: MeterNews, size: number, now = (): number => performance.now() / 1000): PhaseMeter {
  let told = now();
  let [next, cost] = [now() + pause(EXPECTED.least + size / EXPECTED.rate), 0];
  let begun: number | undefined;
  let first: { readonly step: number; readonly time: number } | undefined;
  let last: Progress | undefined;

  function tell(time: number): void {
    if (last === undefined) return;
    told = time;
    news.progress(last);
  }

  return {
    note({ step, steps, epoch, loss, batch }) {
      const time = now();
      if (first === undefined && step > 1) news.resumed(step - 1);
      first ??= { step, time };
      const imagesPerSecond = time > first.time ? ((step - first.step) * batch) / (time - first.time) : 0;
      last = { step, steps, epoch, loss, imagesPerSecond };
      if (time - told >= NEWS_SECONDS || step === steps) tell(time);
    },
    due() {
      const time = now();
      if (time < next) return false;
      tell(time); // whoever reads the news knows the step before the checkpoint can be there
      begun = time;
      return true;
    },
    async keep(save) {
      begun ??= now();
      await save();
      const took = now() - begun;
      cost += took;
      next = now() + pause(took);
      begun = undefined;
      if (last !== undefined) news.checkpoint(last.step);
    },
    end(resumedAt) {
      if (first === undefined && resumedAt > 0) news.resumed(resumedAt);
    },
    cost: () => cost + (begun === undefined ? 0 : now() - begun),
  };
}

// ---------------------------------------------------------------------------------------------------------------------

function pause(cost: number): number {
  return Math.max(CHECKPOINT_SECONDS, COST_FACTOR * cost);
}
