import { parseRecords } from '@exitbench/records';
import { compareRuns, gateFaults, renderComparison } from '@exitbench/report';

import type { CommandContext, CommandEnd } from '../context.ts';
import { EXIT } from '../exitCodes.ts';
import { readRecordsFile } from '../recordsFile.ts';

export interface CompareOptions {
  /** Ends with 4 where something is worse, gone, or lost a seed, or where rows differ and none can be judged. */
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
  const closed = gateFaults(comparison);
  const passes = closed.length === 0;
  if (json) io.out(JSON.stringify({ kind: 'comparison', passes, closed, ...comparison }, undefined, 2));
  else io.out(renderComparison(comparison, { all }).replace(/\n$/, ''));
  if (!gate) return { code: EXIT.completed };
  const few = comparison.rows.filter((r) => r.verdict === 'too-few').length;
  if (passes && few > 0) io.err(`The gate is open, but ${few} of ${comparison.rows.length} rows differ on too few seeds to be judged.`);
  if (passes) return { code: EXIT.completed };
  io.err(`The gate is closed: ${closed.join('; ')}.`);
  return { code: EXIT.regression };
}
