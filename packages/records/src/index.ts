export { formatRecords } from './format.ts';
export { type LeafDifference, leafDifferences, leavesIn } from './leafDifferences.ts';
export { type Migration, migrate } from './migrate.ts';
export { parseRecords } from './parse.ts';
export { recordSchemas } from './schemas.ts';
export {
  type ArmRecord, type CellRecord, type ChoiceRecord, COMPARABILITY, type EnvironmentRecord, type HeaderRecord, type HistoryPoint,
  type MetricRecord, type NetworkRecord, type NodeKind, type NodeOutcome, type PhaseRecord, type PlanRecord, type PlannedCell, type PlannedNode, type RunRecord,
  SCHEMA, STATUSES, type SelectionOutcome, type SourceRecord, type Status, type TrainingOutcome, type ValueRecord,
} from './types.ts';
export { validateRecord } from './validate.ts';
export { withoutTimings } from './withoutTimings.ts';
