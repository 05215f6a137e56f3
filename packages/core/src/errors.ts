import { nearest } from './nearest.ts';

/** What kind of thing went wrong; stable, for tests and for exit codes. */
export type ErrorCode =
  | 'bad-argument' // a call or a command line that cannot be understood
  | 'bad-config' // a benchmark, profile or plugin literal that does not hold together
  | 'bad-parameter' // a plugin parameter of the wrong type or range
  | 'bad-data' // a data file that is missing, truncated or not what its digest says
  | 'bad-network' // pieces that cannot be joined
  | 'bad-phase' // a phase that names unknown parts or has no finite budget
  | 'bad-record' // a results file that cannot be read
  | 'bad-store' // a store that cannot be read or written
  | 'diverged' // a loss that is not finite
  | 'engine-unavailable' // an engine that was asked for and cannot start
  | 'engine-mismatch' // an engine other than the one that the key says
  | 'not-canonical' // a value that has no canonical JSON
  | 'unknown-name' // a name that nothing has
  | 'plugin-failed' // a plugin that threw
  | 'interrupted' // a run that was asked to stop
  | 'frozen-changed' // weights that a phase says are frozen and that changed
  | 'nothing-selected'; // a selection that leaves nothing to do

export interface ErrorDetails {
  /** Where: a configuration path, a file, a plugin and parameter, a cell. */
  readonly at?: string;
  /** What to do about it. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** An error that its reader can act on: what happened, where, what to do. Anything else that is thrown is a bug. */
export class ExitbenchError extends Error {
  readonly code: ErrorCode;
  readonly at: string | undefined;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'ExitbenchError';
    this.code = code;
    this.at = details.at;
    this.hint = details.hint;
  }
}

/** The error for a name that nothing has, with the nearest name that something has. */
export function unknownName(what: string, name: string, known: readonly string[], at: string): ExitbenchError {
  const near = nearest(name, known);
  const list = known.length > 0 ? `Known: ${known.map((k) => `\`${k}\``).join(', ')}.` : 'There are none.';
  return new ExitbenchError('unknown-name', `There is no ${what} \`${name}\`.`, {
    at,
    hint: near === undefined ? list : `Did you mean \`${near}\`? ${list}`,
  });
}

/** One line or three for people: message, place, remedy. */
export function describeError(error: unknown): string {
  if (!(error instanceof ExitbenchError)) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const lines = [error.message];
  if (error.at !== undefined) lines.push(`  at: ${error.at}`);
  if (error.hint !== undefined) lines.push(`  do: ${error.hint}`);
  return lines.join('\n');
}

/** Narrows away undefined where the reason why it cannot be is known. A failure here is a bug of ours. */
export function known<T>(value: T | undefined | null, reason: string): T {
  if (value === undefined || value === null) throw new Error(`Broken assumption: ${reason}.`);
  return value;
}
