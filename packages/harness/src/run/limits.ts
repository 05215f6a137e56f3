import type { Failure, NodeJob } from './job.ts';
import { type Seen, descendantsOf, residentBytes } from './processTree.ts';

/** Milliseconds between two samples of the resident size. */
const PERIOD = 500;
/** Milliseconds between two samples beyond which this process stood still, as after Ctrl-Z: its workers are gone then, for a reason that is no node's. */
const STANDSTILL = 4000;
/** The longest that a timer of Node can wait, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** A watch over a process while it runs a node. */
export interface Watch {
  /** Whether this process stood still meanwhile. */
  stoodStill(): boolean;
  end(): void;
}

/**
 * Tells once when a process has come to a limit of its node.
 * @param note told what has come of the process: it may leave everything behind by which it could be found later
 */
export function watchLimits(pid: number, job: NodeJob, passed: (failure: Failure) => void, note: (seen: readonly Seen[]) => void): Watch {
  const { seconds, memory } = job.limits;
  let last = performance.now();
  let still = false;
  const look = (): void => {
    const now = performance.now();
    still ||= now - last > STANDSTILL;
    last = now;
  };
  const timer = setTimeout(() => {
    look();
    passed(tookTooLong(job));
  }, Math.min(seconds * 1000, LONGEST));
  const sampler = setInterval(() => {
    look();
    note(descendantsOf(pid));
    const bytes = residentBytes(pid) ?? 0;
    if (bytes > memory) passed(grewTooLarge(job, bytes));
  }, PERIOD);
  return {
    stoodStill() {
      look();
      return still;
    },
    end() {
      clearTimeout(timer);
      clearInterval(sampler);
    },
  };
}

// ---------------------------------------------------------------------------------------------------------------------

function tookTooLong({ kind, label, limits: { seconds } }: NodeJob): Failure {
  return {
    code: 'timeout', log: [], at: label, message: `It was still running after its ${round(seconds)} s, and was ended.`,
    hint: `If it is only slow, give such nodes more time: \`--timeout ${kind}=<seconds>\`.`,
  };
}

function grewTooLarge({ label, limits: { memory } }: NodeJob, bytes: number): Failure {
  return {
    code: 'oom', log: [], at: label, message: `It held ${gibibytes(bytes)} GiB of memory, more than its ${gibibytes(memory)} GiB, and was ended.`,
    hint: 'If it needs that much, raise the cap: `--memory <GiB>`; if not, something in it keeps tensors or buffers.',
  };
}

function gibibytes(bytes: number): number {
  return round(bytes / 2 ** 30);
}

/** To two decimals. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}
