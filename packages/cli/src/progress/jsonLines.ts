import type { Json } from '@exitbench/core';
import type { NodeOutcome, RunEvent } from '@exitbench/harness';

import type { Io } from '../io.ts';
import type { Display, DisplayOptions } from './display.ts';

/** Where a run's results are. */
export interface Written {
  readonly records: string;
  readonly report: string;
}

/** What each line says first. */
type Run = Pick<DisplayOptions, 'benchmark' | 'profile'>;

/**
 * Tells a run as lines of JSON, one an event: `benchmark`, `profile`, `kind`, and what the event has. The last one, `finished`, is told
 * by `finishedLine` once results are written.
 */
export function jsonLines(run: Run, { out, err }: Pick<Io, 'out' | 'err'>): Display {
  return {
    tell: (event) => {
      if (event.kind !== 'finished') out(line(run, event));
    },
    warn: err,
    close() {},
  };
}

/** The last line of a run: outcomes by key, without the results, which are in the records, and where records and report are. */
export function finishedLine(run: Run, event: Extract<RunEvent, { readonly kind: 'finished' }>, written: Written): string {
  return line(run, { ...event, outcomes: Object.fromEntries([...event.outcomes].map(([key, outcome]) => [key, withoutResult(outcome)])), ...written });
}

/** One line of JSON. A number that is none, such as the loss of a phase that diverges, is null. */
export function line({ benchmark, profile }: Run, event: object): string {
  return JSON.stringify({ benchmark, profile, ...event });
}

// ---------------------------------------------------------------------------------------------------------------------

function withoutResult(outcome: NodeOutcome): Json {
  if (outcome.status !== 'completed') return { ...outcome };
  return { status: outcome.status, ran: outcome.ran, work: { ...outcome.work } };
}
