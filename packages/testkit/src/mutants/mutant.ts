import type { CheckId, CheckedKind } from '../checks.ts';
import type { Finding } from '../finding.ts';

/** Something broken in one way, which its suite must reject for that reason and no other. */
export type Mutant<K extends CheckedKind = CheckedKind> = K extends CheckedKind ? MutantOf<K> : never;

interface MutantOf<K extends CheckedKind> {
  readonly kind: K;
  /** The check that must find it. */
  readonly check: CheckId<K>;
  /** Checks that may find it too, because what is broken shows twice. */
  readonly also?: readonly CheckId<K>[];
  /** What is broken. */
  readonly name: string;
  /** What the suite has against it. */
  readonly findings: () => Promise<readonly Finding[]>;
  /** What the suite has against the same thing unbroken: nothing. Shared by mutants of one origin. */
  readonly twin: () => Promise<readonly Finding[]>;
}
