import type { ArmRecord } from '@exitbench/records';

import type { Run } from '../aggregate/readRun.ts';

/** A reason in words, where there can be no numbers; on how many seeds there might have been. */
export type Missing = { readonly missing: string; readonly planned?: number };

/** Arms of one group that may be judged. */
export interface Judged {
  readonly run: Run;
  readonly arms: readonly ArmRecord[];
  /** Ranked arms of the whole run that may be judged: what heads are compared with. */
  readonly peers: readonly ArmRecord[];
}
