import type { RunEvent } from '@exitbench/harness';
import { createLogUpdate } from 'log-update';

import type { Io, Screen } from '../io.ts';
import type { Display } from './display.ts';
import { plainLines } from './plainLines.ts';
import { NOT_STARTED, next } from './runState.ts';
import { treeLines } from './treeLines.ts';

/** What is told as a line as well, above the tree: it stays when the tree is gone. */
const STAYS: readonly RunEvent['kind'][] = ['started', 'node-checkpoint', 'node-ended', 'corrupt', 'stopping'];

/** Milliseconds between two drawings. */
const EVERY = 120;

/**
 * Draws a run as a tree that is drawn over and over at the same place, a few times a second however many events come. What goes wrong
 * is told above it and stays.
 */
export function liveTree(title: string, io: Pick<Io, 'out' | 'err' | 'now'>, screen: Screen): Display {
  const draw = createLogUpdate(screen.stream);
  let state = NOT_STARTED;
  let drawn = false;

  const redraw = (): void => {
    // The line below the tree, where the cursor waits, takes a row as well.
    draw(treeLines(state, { title, now: io.now(), columns: screen.columns(), rows: screen.rows() - 1, colour: screen.colour }).join('\n'));
    drawn = true;
  };
  const away = (): void => {
    if (drawn) draw.clear();
    drawn = false;
  };
  const above = (say: (line: string) => void) => (line: string): void => {
    away();
    say(line);
  };
  const lines = plainLines({ out: above(io.out), err: above(io.err), now: io.now });
  let timer: NodeJS.Timeout | undefined;

  return {
    tell(event) {
      state = next(state, event, io.now());
      if (STAYS.includes(event.kind)) lines.tell(event);
      if (event.kind === 'started') timer = setInterval(redraw, EVERY);
      if (event.kind !== 'finished') return;
      clearInterval(timer);
      away();
      lines.tell(event);
    },
    warn: lines.warn,
    close() {
      clearInterval(timer);
      away();
      draw.done();
    },
  };
}
