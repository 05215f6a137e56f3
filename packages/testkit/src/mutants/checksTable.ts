import type { ErrorCode } from '@exitbench/core';

import { CHECKS, type Check, type CheckId, type CheckedKind } from '../checks.ts';
import { MUTANTS } from './all.ts';
import type { Mutant } from './mutant.ts';

/** A check, and what shows that it can fail. */
export interface ChecksRow {
  readonly kind: CheckedKind;
  readonly check: CheckId;
  readonly code: ErrorCode;
  /** What conforms. */
  readonly says: string;
  /** Names of the mutants that this check must find. */
  readonly mutants: readonly string[];
}

/** Every check of every suite with its mutants. */
export function listChecks(mutants: readonly Mutant[] = MUTANTS): readonly ChecksRow[] {
  return Object.entries(CHECKS).flatMap(([kind, checks]) =>
    Object.entries(checks).map(([check, { code, says }]: [string, Check]) => ({
      kind: kind as CheckedKind, check: check as CheckId, code, says,
      mutants: mutants.filter((m) => m.kind === kind && m.check === check).map((m) => m.name),
    })),
  );
}

/** The same as a table of Markdown, for documents and for eyes. */
export function checksTable(rows: readonly ChecksRow[] = listChecks()): string {
  const lines = rows.map(({ kind, check, code, says, mutants }) => `| ${kind} | \`${check}\` | \`${code}\` | ${says} | ${mutants.length === 0 ? '**none**' : mutants.join('; ')} |`);
  return ['| kind | check | code | what conforms | mutants that it rejects |', '|---|---|---|---|---|', ...lines].join('\n');
}
