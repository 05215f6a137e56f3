import type { NodeKey } from '@exitbench/core';
import type { NodeName, Progress, RunEvent, Standing } from '@exitbench/harness';

/** A node that runs, here or in another process. */
export interface RunningNode {
  readonly node: NodeName;
  /** Time of the clock when it started. */
  readonly since: number;
  /** The last that was heard of its training, and when. */
  readonly progress: (Progress & { readonly at: number }) | null;
  /** Step and time from which its speed is measured: that of its first news. */
  readonly from: { readonly step: number; readonly at: number } | null;
  /** What else it is at: a file, a checkpoint that it goes on from. */
  readonly note: string | null;
}

/** What a run looks like at one moment. */
export interface RunState {
  readonly nodes: number;
  readonly cached: number;
  readonly slots: number;
  readonly done: number;
  readonly eta: number | null;
  /** Time of the clock when it started. */
  readonly since: number;
  /** In the order in which they started. */
  readonly running: ReadonlyMap<NodeKey, RunningNode>;
  /** The last that finished, latest last. */
  readonly recent: readonly { readonly node: NodeName; /** Null for a copy, which took nothing. */ readonly seconds: number | null }[];
  /** How many came to no result, by status. */
  readonly lost: ReadonlyMap<string, number>;
  readonly stopping: boolean;
}

export const NOT_STARTED: RunState = {
  nodes: 0, cached: 0, slots: 0, done: 0, eta: null, since: 0, running: new Map(), recent: [], lost: new Map(), stopping: false,
};

/** Finished nodes that are remembered. */
const RECENT = 3;

/** What a run looks like after one more event. @param now the clock, in seconds */
export function next(state: RunState, event: RunEvent, now: number): RunState {
  switch (event.kind) {
    case 'started':
      return { ...state, nodes: event.nodes, cached: event.cached, slots: event.slots, done: event.cached, eta: event.seconds, since: now };
    case 'node-started':
      return put(state, { node: event.node, since: now, progress: null, from: null, note: null });
    case 'node-resumed':
      return note(state, event.node, `goes on after step ${event.step}`, now);
    case 'node-elsewhere':
      return note(state, event.node, 'another process computes it', now);
    case 'node-note':
      return note(state, event.node, event.text, now);
    case 'node-progress': {
      const { progress, standing } = event;
      const before = runningOf(state, event.node, now);
      return { ...put(state, { ...before, progress: { ...progress, at: now }, from: before.from ?? { step: progress.step, at: now }, note: null }), ...placeOf(standing) };
    }
    case 'node-done':
      return { ...drop(state, event.node), ...placeOf(event.standing), recent: [...state.recent, { node: event.node, seconds: event.copied ? null : event.work.seconds }].slice(-RECENT) };
    case 'node-ended': {
      const { status } = event.outcome;
      return { ...drop(state, event.node), lost: new Map(state.lost).set(status, (state.lost.get(status) ?? 0) + 1) };
    }
    case 'node-checkpoint':
    case 'corrupt':
      return state;
    case 'stopping':
      return { ...state, stopping: true };
    case 'finished':
      return { ...state, running: new Map() };
    default:
      return event satisfies never;
  }
}

/** Seconds that a node's training still takes by the speed since its first news; null before that can be said. */
export function secondsLeft({ progress, from }: RunningNode, now: number): number | null {
  if (progress === null || from === null || progress.step <= from.step) return null;
  const whenHeard = ((progress.steps - progress.step) * (progress.at - from.at)) / (progress.step - from.step);
  return Math.max(0, whenHeard - (now - progress.at));
}

// ---------------------------------------------------------------------------------------------------------------------

function put(state: RunState, running: RunningNode): RunState {
  return { ...state, running: new Map(state.running).set(running.node.key, running) };
}

function drop(state: RunState, { key }: NodeName): RunState {
  const running = new Map(state.running);
  running.delete(key);
  return { ...state, running };
}

function runningOf(state: RunState, node: NodeName, now: number): RunningNode {
  return state.running.get(node.key) ?? { node, since: now, progress: null, from: null, note: null };
}

function note(state: RunState, node: NodeName, text: string, now: number): RunState {
  return put(state, { ...runningOf(state, node, now), note: text });
}

function placeOf({ done, nodes, eta }: Standing): Pick<RunState, 'done' | 'nodes' | 'eta'> {
  return { done, nodes, eta };
}
