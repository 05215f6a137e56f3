import type { LinesView } from '../view.ts';

/** Whose mark it is and what it says: a colour alone would not tell. `disjoint: heads`. */
export function markText({ regime, label }: LinesView['marks'][number]): string {
  return regime === null ? label : `${regime}: ${label}`;
}
