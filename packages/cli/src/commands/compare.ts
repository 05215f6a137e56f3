import { parseRecords } from '@exitbench/records';
import { compareRuns, passesGate, renderComparison } from '@exitbench/report';

import { EXIT } from '../exitCodes.ts';
import type { CommandEnd } from '../main.ts';
import type { CommandContext } from '../program.ts';
import { readRecordsFile } from '../recordsFile.ts';

export interface CompareOptions {
  /** Ends with 4 where something is worse, gone, or lost a seed. */
  readonly gate?: boolean;
  /** Shows rows that are the same too. */
  readonly all?: boolean;
  readonly json?: boolean;
}

/** Says what is better, worse, new and gone in the second of two runs. */
export async function compare(first: string, second: string, { gate = false, all = false, json = false }: CompareOptions, context: CommandContext): Promise<CommandEnd> {
  const { io } = context;
  const [a, b] = [await readRecordsFile(first, context), await readRecordsFile(second, context)];
  const comparison = compareRuns(parseRecords(a.text, first), parseRecords(b.text, second));
  const passes = passesGate(comparison);
  if (json) io.out(JSON.stringify({ kind: 'comparison', passes, ...comparison }, undefined, 2));
  else io.out(renderComparison(comparison, { all }).replace(/\n$/, ''));
  if (!gate || passes) return { code: EXIT.completed };
  io.err('The gate is closed: something is worse, or a result is lost.');
  return { code: EXIT.regression };
}
