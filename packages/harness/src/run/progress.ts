import type { Json } from '@exitbench/core';

import type { PlannedNode } from '../plan/plan.ts';
import type { NodeName, RunEvent, Standing } from './events.ts';
import type { NodeNews, Progress } from './job.ts';
import type { Speedometer } from './speed.ts';

/** What a lease tells others of a node that runs. */
export interface RunningNews {
  readonly kind: PlannedNode['kind'];
  readonly label: string;
  readonly progress: Progress | null;
}

export function runningNews({ kind, label }: PlannedNode, progress: Progress | null): Json {
  return { kind, label, progress } satisfies RunningNews as unknown as Json;
}

export function nameOf({ key, kind, label }: PlannedNode): NodeName {
  return { key, kind, label };
}

/**
 * What a node says, as an event of the run. Keeps the speed up to date, by the steps since its first news: before that a
 * process started, data were read, and the first steps made kernels and heaps.
 *
 * @param now a clock in seconds
 */
export function newsTeller(
  node: PlannedNode, speed: Pick<Speedometer, 'set'>, standing: () => Standing, tell: (event: RunEvent) => void, now = () => performance.now() / 1000,
): (news: NodeNews) => void {
  let first: { readonly step: number; readonly at: number } | undefined;
  return (news) => {
    switch (news.kind) {
      case 'progress': {
        const { step, steps } = news.progress;
        first ??= { step, at: now() };
        // As if all steps, also those of a process before this one, had gone as fast.
        if (step > first.step) speed.set(node, step / steps, ((now() - first.at) * step) / (step - first.step));
        return tell({ kind: 'node-progress', node: nameOf(node), progress: news.progress, standing: standing() });
      }
      case 'resumed':
        return tell({ kind: 'node-resumed', node: nameOf(node), step: news.step });
      case 'checkpoint':
        return tell({ kind: 'node-checkpoint', node: nameOf(node), step: news.step });
      case 'note':
        return tell({ kind: 'node-note', node: nameOf(node), text: news.text });
      case 'corrupt':
        return tell({ kind: 'corrupt', corrupt: news.corrupt });
      default:
        return news satisfies never;
    }
  };
}
