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

/** What a node says, as an event of the run. Keeps the speed up to date. */
export function newsTeller(node: PlannedNode, speed: Speedometer, standing: () => Standing, tell: (event: RunEvent) => void): (news: NodeNews) => void {
  const started = performance.now();
  /** Seconds that a process before this one has worked on it. */
  let before = 0;
  return (news) => {
    switch (news.kind) {
      case 'progress': {
        const { step, steps } = news.progress;
        speed.set(node, step / steps, before + (performance.now() - started) / 1000);
        return tell({ kind: 'node-progress', node: nameOf(node), progress: news.progress, standing: standing() });
      }
      case 'resumed':
        before = news.spent.seconds;
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
