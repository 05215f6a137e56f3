export {
  type ArmRecord, type CellRecord, type ChoiceRecord, COMPARABILITY, type EnvironmentRecord, type HeaderRecord, type HistoryPoint,
  type MetricRecord, type NetworkRecord, type NodeKind, type NodeOutcome, type PlanRecord, type PlannedCell, type PlannedNode, type RunRecord,
  SCHEMA, STATUSES, type Status, type TrainingOutcome, type ValueRecord,
} from './types.ts';
