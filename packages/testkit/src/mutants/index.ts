export { type ChecksRow, checksTable, listChecks } from './checksTable.ts';
export { MUTANTS } from './all.ts';
export type { Mutant } from './mutant.ts';
