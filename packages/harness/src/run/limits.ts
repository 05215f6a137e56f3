import type { Failure, NodeJob } from './job.ts';
import { residentBytes } from './processTree.ts';

/** Milliseconds between two samples of the resident size. */
const PERIOD = 500;
/** The longest that a timer of Node can wait, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** Tells once when a process has come to a limit of its node. @returns what ends the watch */
export function watchLimits(pid: number, job: NodeJob, passed: (failure: Failure) => void): () => void {
  const { seconds, memory } = job.limits;
  const timer = setTimeout(() => passed(tookTooLong(job)), Math.min(seconds * 1000, LONGEST));
  const sampler = setInterval(() => {
    const bytes = residentBytes(pid) ?? 0;
    if (bytes > memory) passed(grewTooLarge(job, bytes));
  }, PERIOD);
  return () => {
    clearTimeout(timer);
    clearInterval(sampler);
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
