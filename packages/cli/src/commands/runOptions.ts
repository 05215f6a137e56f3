import type { CachePolicy, NodeKind } from '@exitbench/harness';

import type { BenchmarkOptions } from '../context.ts';

/** What `run` is asked for. */
export interface RunOptions extends BenchmarkOptions {
  readonly jobs?: number;
  /** What stored results are for: they are used; all that is planned is removed first and computed again; nothing is computed. */
  readonly cache: CachePolicy | 'refresh';
  readonly out?: string;
  readonly store?: string;
  /** Seconds that a node may take: each, or by kind. */
  readonly timeout?: number | { readonly [kind in NodeKind]?: number };
  /** Bytes that a process may hold. */
  readonly memory?: number;
  readonly dry?: boolean;
  readonly json?: boolean;
}
