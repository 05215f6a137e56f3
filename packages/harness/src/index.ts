export { type CollectOptions, collectRecords } from './collect/collectRecords.ts';
export { readEnvironment } from './collect/environment.ts';
export { redact } from './collect/redact.ts';
export {
  type DataEvent, type Environment, type Patience, type PrepareOptions, type PreparedDataset, createPrepareContext, dataFolder, prepareDataset,
} from './data/index.ts';
export { type CodeDigest, codeDigest } from './digest/codeDigest.ts';
export { type Arm, type ExcludedArm } from './plan/arm.ts';
export type { EngineFingerprint, Plan, PlannedCell, PlannedMetric, PlannedNode, PlannedValue } from './plan/plan.ts';
export { type PlanOptions, planBenchmark } from './plan/planBenchmark.ts';
export { planSnapshot } from './plan/planSnapshot.ts';
export { resolveBenchmark } from './plan/resolveBenchmark.ts';
export type { ResolvedBenchmark } from './plan/resolvedBenchmark.ts';
export { type NodeIdentity, type NodeKind, type ResolvedNode, keyOf, recipeOf } from './plan/resolvedNode.ts';
export type { Selection } from './plan/select.ts';
export type { NodeName, RunEvent, Standing } from './run/events.ts';
export type { Executor } from './run/executor.ts';
export type { Failure, NodeEnd, NodeJob, NodeNews, Progress } from './run/job.ts';
export { type LocalOptions, localExecutor } from './run/localExecutor.ts';
export type { NodeOutcome, Outcomes } from './run/outcome.ts';
export { type CachePolicy, type RunOptions, runPlan } from './run/runPlan.ts';
export type { Entry, Work } from './store/entry.ts';
export { checkoutOf, storeFolder } from './store/storeFolder.ts';
export { type Corrupt, type Store, openStore } from './store/store.ts';
