import type { ErrorCode } from '@exitbench/core';

/** What a command ends with. */
export const EXIT = {
  /** All planned cells completed. */
  completed: 0,
  /** A bug of ours, or a machine that does not do what it should. */
  internal: 1,
  /** Some cells did not complete, and the records say which and why; or the run was interrupted. */
  incomplete: 2,
  nothingSelected: 3,
  /** `compare --gate` found something worse or lost, or too few seeds to judge what differs. */
  regression: 4,
  /** A benchmark, a file or a command line that cannot be used (EX_USAGE of sysexits.h). */
  badInput: 64,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Errors that their reader has to mend, in a literal, a file, a name or an argument. */
const BAD_INPUT: readonly ErrorCode[] = [
  'bad-argument', 'bad-config', 'bad-network', 'bad-parameter', 'bad-phase', 'bad-record', 'bad-store', 'engine-unavailable', 'plugin-failed', 'unknown-name',
];

/** The exit code for an error that ended a command. */
export function exitCodeOf(error: unknown): ExitCode {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'nothing-selected') return EXIT.nothingSelected;
  return (BAD_INPUT as readonly unknown[]).includes(code) ? EXIT.badInput : EXIT.internal;
}
