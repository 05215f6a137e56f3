import type { Plan, PlannedNode } from '../plan/plan.ts';
import type { Entry } from '../store/entry.ts';
import type { Speed } from '../store/speeds.ts';
import type { Store } from '../store/store.ts';
import type { RunEvent, Standing } from './events.ts';
import { type NodeOutcome, type Outcomes, completed } from './outcome.ts';
import { nameOf } from './progress.ts';
import { schedule } from './schedule.ts';
import { shuffled } from './shuffled.ts';
import { type Speedometer, speedometer } from './speed.ts';

type Schedule = ReturnType<typeof schedule>;
type Ended = Exclude<NodeOutcome, { readonly status: 'completed' }>;

/** What a run knows of its nodes; it tells what becomes of them. */
export interface Ledger {
  readonly state: Schedule;
  readonly speed: Speedometer;
  /** Nodes that are not settled. */
  left(): readonly PlannedNode[];
  readonly standing: () => Standing;
  /**
   * Settles what the store has: results, and nodes of which it is known that they diverge.
   * @returns how many there are, and what is to be told of those without a result
   */
  settleStored(store: Store): Promise<{ readonly found: number; readonly events: readonly RunEvent[] }>;
  /** Nodes that a node reads and whose results are gone. */
  missing(node: PlannedNode, store: Store): Promise<readonly PlannedNode[]>;
  /** A node has an entry. @param ran whether it was computed by this run */
  stored(node: PlannedNode, entry: Entry, ran: boolean): void;
  /** A node came to no result: it and what waits for it in vain are settled. */
  ended(node: PlannedNode, outcome: Ended): void;
}

export interface LedgerOptions {
  readonly slots: number;
  /** What is known of the speed of this machine. */
  readonly known: Speed | undefined;
  /** Permutes the order in which ready nodes start. */
  readonly shuffle: number | undefined;
}

export function openLedger(plan: Plan, { slots, known, shuffle }: LedgerOptions, tell: (event: RunEvent) => void): Ledger {
  const { nodes } = plan;
  const state = shuffle === undefined ? schedule(nodes) : schedule(nodes, shuffled(nodes, shuffle));
  const speed = speedometer(plan.engine.engine, known);
  const left = (): readonly PlannedNode[] => nodes.filter((n) => !state.outcomes.has(n.key));
  const standing = (): Standing => ({ done: state.outcomes.size, nodes: nodes.length, eta: speed.seconds(left(), slots) });

  function settle(node: PlannedNode, outcome: Ended): readonly RunEvent[] {
    const blocked = state.settle(node, outcome).map((n) => [n, state.outcomes.get(n.key) as Ended] as const);
    return [...blocked, [node, outcome] as const].map(([n, o]) => ({ kind: 'node-ended', node: nameOf(n), outcome: o }));
  }
  function complete(node: PlannedNode, entry: Entry, ran: boolean): void {
    state.settle(node, completed(entry, ran));
    speed.set(node, 1, entry.work.seconds);
  }
  function ended(node: PlannedNode, outcome: Ended): void {
    for (const event of settle(node, outcome)) tell(event);
  }

  return {
    state, speed, left, standing, ended,
    async settleStored(store) {
      const entries = await Promise.all(nodes.map(async (n) => [n, await store.find(n.key)] as const));
      const found = entries.flatMap(([node, entry]) => (entry === undefined ? [] : [{ node, entry }]));
      // Results first: what has one is not blocked by a node that diverged.
      for (const { node, entry } of found) if (entry.diverged === null) complete(node, entry, false);
      const events = found.flatMap(({ node, entry }) => (entry.diverged === null ? [] : settle(node, { status: 'diverged', ...entry.diverged })));
      return { found: found.length, events };
    },
    async missing(node, store) {
      const before = nodes.filter((n) => node.after.includes(n.key));
      const found = await Promise.all(before.map((n) => store.find(n.key)));
      return before.filter((_, i) => found[i] === undefined);
    },
    stored(node, entry, ran) {
      if (entry.diverged !== null) return ended(node, { status: 'diverged', ...entry.diverged });
      complete(node, entry, ran);
      return tell({ kind: 'node-done', node: nameOf(node), work: entry.work, standing: standing(), copied: isCopy(node, entry, state.outcomes) });
    },
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** A copy took, to the last digit, what its trial did. What was trained again, because the trial is gone, took its own time. */
function isCopy({ task }: PlannedNode, { work }: Entry, outcomes: Outcomes): boolean {
  return task.kind === 'phase' && task.rate !== null && task.rate.trials.some(({ key }) => {
    const trial = outcomes.get(key);
    return trial?.status === 'completed' && trial.work.coreSeconds === work.coreSeconds && trial.work.seconds === work.seconds;
  });
}
