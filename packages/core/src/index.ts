export { backboneFirst } from './backboneFirst.ts';
export { type Json, canonicalJson } from './canonical.ts';
export { checkRecipe, checkRecipeParts } from './checkPhase.ts';
export { CONTRACT_REVISION } from './contractRevision.ts';
export { stratifiedOrder, subset } from './data/stratified.ts';
export { type Architecture, type DatasetFacts, type Modality, defineArchitecture } from './define/architecture.ts';
export { type Benchmark, type BenchmarkSize, type DataSizes, type ExitsChoice, defineBenchmark } from './define/benchmark.ts';
export type { DatasetUse } from './define/datasetUse.ts';
export {
  type DataFile, type Dataset, type ExtractLimits, type Labels, type PreparedFiles, type PrepareContext, type Split, type Splits, type Variant,
  defineDataset,
} from './define/dataset.ts';
export type { ExitDecision, Forwarded, Inferred, LoadedModel, ModelHandle, WeightValues } from './define/handle.ts';
export { type CellView, type ComparedArm, type Metric, type MetricNeeds, type PhaseFacts, type Shows, type StoredOutputs, defineMetric } from './define/metric.ts';
export { type PluginHead, type PluginKind } from './define/plugin.ts';
export { type PieceFacts, type Regime, type RegimeSurroundings, defineRegime } from './define/regime.ts';
export { type HasParams, type MaybeUse, type Use, type UseOptions, asUse, use } from './define/use.ts';
export { type NodeKey, deepFreeze, digestOf, sha256, short } from './digest.ts';
export { type ErrorCode, type ErrorDetails, ExitbenchError, describeError, known, unknownName } from './errors.ts';
export { nearest } from './nearest.ts';
export { type InferenceCosts, inferenceCosts, pieceCost } from './network/cost.ts';
export { type Extent, type TermReads, ancestorsOf, extent, stepCost } from './network/extent.ts';
export { type ExitsPlan, joinNetwork } from './network/join.ts';
export {
  type CombinerKind, type CombinerPlace, type HeadKind, type HeadPlace, type Supports, defineCombiner, defineHead,
} from './network/kinds.ts';
export { type Exit, type Network, type NetworkNode, type Source, exitPiece, nodeOf } from './network/network.ts';
export type { Pass } from './network/pass.ts';
export {
  type Backbone, type CostConvention, type DType, type Init, type OpCost, type Piece, type Port, type Shape, type Task, type Tensors,
  type WeightSpec, describePiece, portNamed,
} from './network/piece.ts';
export { type Placement, placeExits } from './network/placement.ts';
export { parameterCount, uniqueWeights } from './network/weights.ts';
export { type Param, type ParamSchema, type ParamValues, type Params, flag, int, ints, oneOf, paramsSchema, paramsTable, real, resolveParams } from './params.ts';
export {
  type Augmentation, type Budget, DEFAULT_SNAPSHOTS, type DistilTerm, type ExitGradient, type ExitSelector, type ImportPhase, type LossTerm,
  type Optimiser, type Phase, type Ramp, type Recipe, type Reduction, type ResolvedImportPhase, type ResolvedPhase, type ResolvedTerm,
  type ResolvedTrainPhase, type Schedule, type Selector, type Stop, type TaskTerm, type TrainPhase, fromRecipe, taskLoss,
} from './phase.ts';
export { type Random, permutation, randomStream } from './random.ts';
export { type PhaseSurroundings, type PlannedPhase, resolvePhases, selectExits, selectPieces } from './resolvePhases.ts';
export { schemaProblem } from './schemaProblem.ts';
export { type Purpose, type ResolvedSeed, type Seed, resolveSeed, seedFor, seedLabel } from './seeds.ts';
export { type Summand, summandsOf, termReads } from './summands.ts';
