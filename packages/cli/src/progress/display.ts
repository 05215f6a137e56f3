import type { RunEvent } from '@exitbench/harness';

import type { Io } from '../io.ts';
import { jsonLines } from './jsonLines.ts';
import { plainLines } from './plainLines.ts';

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

/** Events as JSON where they are asked for; a live tree on a terminal; else plain lines. What draws on a terminal is loaded only for one. */
export async function openDisplay(options: DisplayOptions, io: Io): Promise<Display> {
  if (options.json) return jsonLines(options, io);
  if (io.screen === undefined) return plainLines(io);
  const { liveTree } = await import('./liveTree.ts');
  return liveTree(`${options.benchmark}-${options.profile}`, io, io.screen);
}
