import type { Json } from '@exitbench/core';

import { type Executor, type Failure, type NodeEnd, type NodeJob, type NodeNews, type Outcomes, type Plan, type RunEvent, type RunOptions, inputsOf, openStore, runPlan } from '../../src/index.ts';
import { createServer } from '../../src/run/perform/serve.ts';

/** Runs nodes in this process, one at a time, for real. */
export function inProcessExecutor(): Executor {
  const server = createServer({ measuresMemory: false });
  const stop = new AbortController();
  return { slots: 1, run: (job, tell) => server.run(job, tell, stop.signal), stop: () => stop.abort(), close: () => Promise.resolve() };
}

export interface FakeExecutor extends Executor {
  /** Labels of the nodes that were run, in the order of their start. */
  readonly ran: readonly string[];
}

/** Stores a made-up result for every node, or lets it end otherwise. Computes nothing. */
export function fakeExecutor(options: { readonly slots?: number; readonly end?: (job: NodeJob, tell: (news: NodeNews) => void) => NodeEnd | undefined } = {}): FakeExecutor {
  const ran: string[] = [];
  const work = { coreSeconds: 1, seconds: 1, useful: 1, peakMemory: null };
  return {
    ran,
    slots: options.slots ?? 1,
    async run(job, tell) {
      ran.push(job.label);
      const end = options.end?.(job, tell);
      if (end !== undefined) return end;
      const result: Json = job.kind === 'phase' ? { steps: 1, macs: 1, history: null, snapshots: [] } : { value: job.label };
      await openStore(job.store).write({ key: job.key, kind: job.kind, label: job.label, inputs: inputsOf(job.inputs), result, work }, { weights: new TextEncoder().encode(job.key) });
      return { kind: 'done', work };
    },
    stop() {},
    close: () => Promise.resolve(),
  };
}

/** A failure of a node. */
export function failure(code: Failure['code'], message: string, at?: string): NodeEnd {
  return { kind: 'failed', failure: { code, message, log: [], ...(at === undefined ? {} : { at }) } };
}

export interface Ran {
  readonly events: readonly RunEvent[];
  readonly outcomes: Outcomes;
  readonly interrupted: boolean;
}

/** Runs a plan to its end. */
export async function runToEnd(plan: Plan, options: RunOptions): Promise<Ran> {
  const events: RunEvent[] = [];
  for await (const event of runPlan(plan, options)) events.push(event);
  const last = events.at(-1);
  if (last?.kind !== 'finished') throw new Error('A run ends with `finished`.');
  return { events, outcomes: last.outcomes, interrupted: last.interrupted };
}

/** The statuses of a plan's nodes by label. */
export function statuses(plan: Plan, { outcomes }: Pick<Ran, 'outcomes'>): { readonly [label: string]: string } {
  return Object.fromEntries(plan.nodes.map((n) => [n.label, outcomes.get(n.key)?.status ?? 'none']));
}
