import type { Io } from '../io.ts';
import type { Display, DisplayOptions } from './display.ts';
import { jsonLines } from './jsonLines.ts';
import { plainLines } from './plainLines.ts';

/** Events as JSON where they are asked for; a live tree on a terminal; else plain lines. What draws on a terminal is loaded only for one. */
export async function openDisplay(options: DisplayOptions, io: Io): Promise<Display> {
  if (options.json) return jsonLines(options, io);
  if (io.screen === undefined) return plainLines(io);
  const { liveTree } = await import('./liveTree.ts');
  return liveTree(`${options.benchmark}-${options.profile}`, io, io.screen);
}
