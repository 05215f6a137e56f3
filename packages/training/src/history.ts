/** What happened in a phase: plain data for records. */
export interface History {
  readonly epochs: readonly EpochEntry[];
  readonly validations: readonly ValidationEntry[];
  /** The step after which early stopping ended the phase. */
  readonly stoppedAt: number | null;
  /** The step whose weights were restored at the end, where that is not the last. */
  readonly restored: number | null;
}

export interface EpochEntry {
  /** Counted from 0 in the phase. */
  readonly epoch: number;
  /** Steps of the phase done at its end. */
  readonly step: number;
  /** For each live summand of the losses, by `exit`, or `exit/term` where a phase has several terms: its mean over the epoch. */
  readonly losses: { readonly [name: string]: number };
  /** Learning rate of the last step. */
  readonly rate: number;
}

export interface ValidationEntry {
  readonly step: number;
  readonly losses: { readonly [exit: string]: number };
  readonly accuracies: { readonly [exit: string]: number };
}

export const EMPTY_HISTORY: History = { epochs: [], validations: [], stoppedAt: null, restored: null };

/** Losses summed since the last whole epoch. */
export interface EpochSums {
  readonly steps: number;
  readonly sums: { readonly [name: string]: number };
}

export const NO_SUMS: EpochSums = { steps: 0, sums: {} };

/** The sums with one step's losses added; summands of one name add up. */
export function addLosses({ steps, sums }: EpochSums, names: readonly string[], losses: ArrayLike<number>): EpochSums {
  const next: { [name: string]: number } = { ...sums };
  names.forEach((name, i) => (next[name] = (next[name] ?? 0) + (losses[i] as number)));
  return { steps: steps + 1, sums: next };
}

/** Means over the steps that were summed. */
export function meanLosses({ steps, sums }: EpochSums): { readonly [name: string]: number } {
  return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / steps]));
}
