import type { NodeEnd, NodeJob, NodeNews } from './job.ts';

/** What a worker is told. */
export type ToWorker = { readonly kind: 'run'; readonly job: NodeJob } | { readonly kind: 'stop' };

/** What a worker says. */
export type FromWorker =
  | { readonly kind: 'begun' }
  | { readonly kind: 'news'; readonly news: NodeNews }
  | {
    readonly kind: 'end'; readonly end: NodeEnd;
    /** What the node left in the process, for people; null when nothing. */
    readonly left: string | null;
    /** Whether it failed by something that nobody waited for, which an earlier node may have left behind. */
    readonly stray: boolean;
  };
