import type { LeafDifference, PlanRecord, Status } from '@exitbench/records';
import type { Json } from '@exitbench/core';

import { valueText } from '../explainLines.ts';
import { count, duration } from '../formats.ts';
import type { DamagedFile } from '../reportManifest.ts';
import type { ValueDifference } from './checkRecords.ts';

/** What came of a verification: what `--json` writes. */
export interface Verification {
  readonly kind: 'verification';
  readonly benchmark: string;
  readonly profile: string;
  /** Files of the report that lies with the records, held against its manifest's digests; null where there is no manifest. */
  readonly report: { readonly files: number; readonly damaged: readonly DamagedFile[] } | null;
  /** Of the draw. */
  readonly seed: number;
  readonly sampled: readonly string[];
  /** Cells that were computed again, results of metrics that were compared, and numbers and words in all. */
  readonly checked: { readonly cells: number; readonly results: number; readonly values: number };
  /** Cells with a result that were not computed again, cells that have none, and results that are of cells outside the sample too. */
  readonly unchecked: { readonly cells: number; readonly withoutResult: number; readonly comparisons: number };
  /** Cells that could not be computed. */
  readonly failed: readonly { readonly cell: string; readonly status: Status; readonly reason: string | null }[];
  readonly differences: readonly ValueDifference[];
  /** In what the environment is another one than the records'. */
  readonly environment: readonly LeafDifference[];
  readonly seconds: number;
}

/** Differences that are told one by one. */
const SHOWN = 40;

/** Whether everything that was looked at is as the records and the manifest say. */
export function isRight({ differences, failed, report }: Verification): boolean {
  return differences.length === 0 && failed.length === 0 && (report === null || report.damaged.length === 0);
}

/** What the manifest says of the files that lie with the records. */
export function fileLines(report: Verification['report']): readonly string[] {
  if (report === null) return [];
  const { files, damaged } = report;
  if (damaged.length === 0) return [`${count(files, 'file')} of the report as the manifest says`];
  return damaged.map(({ path, what }) => `differs: ${path}: ${what === 'changed' ? 'its digest is not that of the manifest' : what}`);
}

/** What is going to be computed. */
export function takenLines({ benchmark, profile }: Pick<PlanRecord, 'benchmark' | 'profile'>, cells: readonly string[], rest: number, seed: number): readonly string[] {
  return [`${benchmark}, profile ${profile}: ${cells.length} of ${count(cells.length + rest, 'cell')} with results, taken at random with --seed ${seed}:`, ...cells.map((cell) => `  ${cell}`)];
}

/** In what the environment is another one, though every key is the same. */
export function environmentLines(differences: readonly LeafDifference[]): readonly string[] {
  if (differences.length === 0) return [];
  return ['The environment is not that of the records, but nothing that results should depend on differs:', ...differences.map(({ path, before, after }) => `  ${path}: ${valueText(before)} → ${valueText(after)}`)];
}

/** What came of it. */
export function verificationLines({ report, checked, unchecked, failed, differences, seconds, environment }: Verification): readonly string[] {
  const more = differences.length - SHOWN;
  return [
    `${count(checked.cells, 'cell')} computed again from nothing in ${duration(seconds)}; ${count(checked.values, 'value')} compared, ${count(checked.results, 'result')} of metrics among them`,
    ...failed.map(({ cell, status, reason }) => `not computed: ${cell}: ${status}${reason === null ? '' : `: ${reason}`}`),
    ...differences.slice(0, SHOWN).map(differenceLine),
    ...(more > 0 ? [`and ${count(more, 'more difference')}; --json has them all`] : []),
    checked.cells === 0 ? 'Nothing could be compared.' : differences.length === 0 ? 'No difference: everything is the same to the last digit.' : `${count(differences.length, 'difference')}.`,
    ...(report === null || report.damaged.length === 0 ? [] : [`${count(report.damaged.length, 'file')} of the report ${report.damaged.length === 1 ? 'is' : 'are'} not what the manifest says, see above.`]),
    ...(differences.length > 0 && environment.length > 0 ? ['The environments differ, see above: compare on the machine of the records before you doubt them.'] : []),
    ...uncheckedLines(unchecked),
  ];
}

// ---------------------------------------------------------------------------------------------------------------------

function differenceLine({ cell, metric, path, recorded, recomputed }: ValueDifference): string {
  const place = [metric, path].filter((part) => part !== null && part !== '').join(' ');
  return `differs: ${cell === null ? '' : `${cell}: `}${place}: ${digits(recorded)} in the records, ${digits(recomputed)} now`;
}

/** Numbers with all their digits. */
function digits(value: Json | undefined): string {
  return typeof value === 'number' ? String(value) : valueText(value);
}

function uncheckedLines({ cells, withoutResult, comparisons }: Verification['unchecked']): readonly string[] {
  const parts = [
    `${count(cells, 'cell')} with results`, ...(withoutResult === 0 ? [] : [`${count(withoutResult, 'cell')} without`]),
    ...(comparisons === 0 ? [] : [`${count(comparisons, 'comparison')} of cells of which some were not computed`]),
  ];
  return [`unchecked: ${parts.join(', ')}`];
}
