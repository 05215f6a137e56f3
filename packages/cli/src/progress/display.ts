import type { RunEvent } from '@exitbench/harness';

/** Shows a run while it runs. */
export interface Display {
  readonly tell: (event: RunEvent) => void;
  /** Says something that is no event. */
  readonly warn: (line: string) => void;
  /** Ends showing, whatever has happened; what is drawn over and over is taken away. */
  readonly close: () => void;
}

/** What is run, and how its reader wants to hear of it. */
export interface DisplayOptions {
  readonly benchmark: string;
  readonly profile: string;
  /** Each event as a line of JSON. */
  readonly json: boolean;
}
