import type { NodeStanding, PlannedNode, Progress } from '@exitbench/harness';

/** Where a node stands, in a few words: `running, epoch 2, step 30/120, loss 0.5123, 800 images/s`. */
export function standingText({ steps }: Pick<PlannedNode, 'steps'>, standing: NodeStanding): string {
  switch (standing.status) {
    case 'stored':
      return 'stored';
    case 'diverged':
      return `diverged: ${standing.reason}`;
    case 'running':
      return `running${standing.progress === null ? '' : `, ${progressText(standing.progress)}`}`;
    case 'failed':
    case 'timeout':
    case 'oom':
      return `${standing.status}${standing.step === null ? '' : ` (goes on after step ${standing.step}/${steps})`}: ${standing.reason}`;
    case 'resumable':
      return `goes on after step ${standing.step}/${steps}`;
    case 'damaged':
      return `damaged: ${standing.reason}`;
    case 'missing':
      return 'not stored';
    default:
      return standing satisfies never;
  }
}

/** How far a phase has come: `epoch 2, step 30/120, loss 0.5123, 800 images/s`. */
export function progressText({ step, steps, epoch, loss, imagesPerSecond }: Progress): string {
  return `epoch ${epoch}, step ${step}/${steps}, loss ${loss.toPrecision(4)}, ${Math.round(imagesPerSecond)} images/s`;
}
