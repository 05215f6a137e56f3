import { cpuModel } from '../collect/environment.ts';
import type { Plan, PlannedNode } from '../plan/plan.ts';
import { speedometer } from '../run/speed.ts';
import { readSpeed, speedId } from '../store/speeds.ts';
import { nodesLeft } from './culprits.ts';
import { type NodeStanding, type Standings, runningNodes, standingsOf } from './nodeStanding.ts';
import { storeReader } from './storeReader.ts';

/** What is left to compute of a plan, and how long that is expected to take. */
export interface Estimate {
  readonly standings: Standings;
  /** Nodes that have to be computed. */
  readonly toRun: readonly PlannedNode[];
  /** Nodes that need no more work: the store has their result, or that they diverged. */
  readonly stored: number;
  /** Multiply-accumulates of what has to be computed. */
  readonly macs: number;
  /** Null where no speed is known. */
  readonly seconds: number | null;
  /** What the time goes by: results of this plan that are stored, earlier runs on this machine, or a machine of the usual kind. */
  readonly basis: 'stored' | 'measured' | 'usual';
}

export interface EstimateOptions {
  /** Folder of the store. It is read and not changed. */
  readonly store: string;
  /** Nodes at once. */
  readonly workers: number;
  /** Whether everything is computed again, stored or not. Default false. */
  readonly refresh?: boolean;
  /** Default: this machine's processor. */
  readonly cpu?: string;
}

/** Estimates what a run of a plan would have to do. Loads no engine and runs nothing. */
export async function estimate(plan: Plan, { store, workers, refresh = false, cpu = cpuModel() }: EstimateOptions): Promise<Estimate> {
  const standings: Standings = refresh ? new Map() : await standingsOf(plan.nodes, storeReader(store), await runningNodes(store));
  const known = await readSpeed(store, speedId(plan.engine, cpu));
  const speed = speedometer(plan.engine.engine, known);
  let basis: Estimate['basis'] = known === undefined ? 'usual' : 'measured';
  for (const node of plan.nodes) {
    const standing = standings.get(node.key);
    if (standing?.status !== 'stored') continue;
    speed.set(node, 1, standing.entry.work.seconds);
    if (node.macs > 0 && standing.entry.work.seconds > 0) basis = 'stored';
  }
  const toRun = refresh ? plan.nodes : nodesLeft(plan, standings);
  const left = toRun.map(({ key, macs, steps }) => {
    const share = 1 - shareDone(steps, standings.get(key));
    return { key, macs: share * macs, steps: share * steps };
  });
  return { standings, toRun, stored: plan.nodes.length - toRun.length, macs: left.reduce((sum, n) => sum + n.macs, 0), seconds: speed.secondsFromStart(left, workers), basis };
}

// ---------------------------------------------------------------------------------------------------------------------

/** How much of a node need not be done again. */
function shareDone(steps: number, standing: NodeStanding | undefined): number {
  if (standing?.status === 'running') return standing.progress === null ? 0 : standing.progress.step / standing.progress.steps;
  const step = standing !== undefined && 'step' in standing ? (standing.step ?? 0) : 0;
  return steps === 0 ? 0 : Math.min(1, step / steps);
}
