import type { NodeEnd, NodeJob, NodeNews } from './job.ts';

/** Where nodes run. Who plans and orders them does not know whether that is here, in other processes or on other machines. */
export interface Executor {
  /** Nodes that it can run at once. */
  readonly slots: number;
  /**
   * Runs a node to its end. Never rejects: a failure is an end.
   * @param cancel ends the node's process at once; its end is then `interrupted`
   */
  run(job: NodeJob, tell: (news: NodeNews) => void, cancel?: AbortSignal): Promise<NodeEnd>;
  /** Asks the running nodes to stop where they can go on later. They end as `interrupted`, as does every node that it is given afterwards. */
  stop(): void;
  /** Ends everything that it started. */
  close(): Promise<void>;
}
