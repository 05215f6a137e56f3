import type { ErrorCode } from '@exitbench/core';

import { type CheckId, type CheckedKind, checkOf } from './checks.ts';

/** What a check has against its subject. */
export interface Fault {
  readonly check: CheckId;
  /** What is wrong, where, with what values. */
  readonly message: string;
}

/** Something that a conformance suite has against a plugin. No findings: the plugin conforms. */
export interface Finding extends Fault {
  /** The code of the error that a run would end with, or of what it would silently get wrong. */
  readonly code: ErrorCode;
}

/** Findings of a kind's suite: its faults with their codes. */
export function findingsOf(kind: CheckedKind, faults: readonly Fault[]): readonly Finding[] {
  return faults.map(({ check, message }) => ({ check, code: checkOf(kind, check).code, message }));
}
