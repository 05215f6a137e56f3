import { isatty } from 'node:tty';

import { EXIT } from './exitCodes.ts';
import { STOP_SIGNALS, heededSignals, stopSignals } from './stopSignals.ts';

/** What the command line has to do with the world. */
export interface Io {
  /** A line for the reader. */
  readonly out: (line: string) => void;
  /** A line on what went wrong. */
  readonly err: (line: string) => void;
  /** Seconds of a clock that never goes back. */
  readonly now: () => number;
  readonly env: { readonly [name: string]: string | undefined };
  /** The folder that the user is in: relative paths are meant from there. */
  readonly cwd: string;
  /** A folder of the checkout that results are kept in where nothing else is said. */
  readonly home: string;
  /**
   * Calls back when the user or the system asks to stop, `again` when it asks once more; soon after that the process ends,
   * whatever still runs. Gives a function that ends the listening; after a stop it goes on until the process ends.
   */
  readonly onStop: (callback: (again: boolean) => void) => () => void;
  /** The terminal that can be drawn on; not there in a pipe, in CI or under Nx, where lines are read later. */
  readonly screen?: Screen;
}

/** A terminal. */
export interface Screen {
  readonly stream: NodeJS.WritableStream;
  /** Characters in a line, and lines, at this moment. */
  readonly columns: () => number;
  readonly rows: () => number;
  readonly colour: boolean;
}

/** This process. @param cwd the folder that its user is in, where that is another one than its own */
export function processIo(cwd = process.cwd()): Io {
  // A reader that has gone, as `head` does, or a terminal that was closed, is no reason to stop a run: its records are still written.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    });
  }
  const screen = screenOf(process.stdout, process.env);
  return {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    now: () => performance.now() / 1000,
    env: process.env,
    cwd,
    home: process.cwd(),
    onStop(callback) {
      const heard = stopSignals(() => performance.now(), (again) => {
        callback(again);
        if (again) setTimeout(() => process.exit(EXIT.incomplete), PATIENCE);
      });
      const hasTerminal = [0, 1, 2].some((stream) => isatty(stream));
      const signals = heededSignals(hasTerminal);
      for (const signal of STOP_SIGNALS) process.on(signal, signals.includes(signal) ? heard : () => {});
      return () => {
        // The same stop may be told a second time: it must not end what is left to do, as writing the records.
        if (!heard.stopped()) for (const signal of STOP_SIGNALS) process.off(signal, heard);
      };
    },
    ...(screen === undefined ? {} : { screen }),
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** Milliseconds that ending at once may take: processes are killed and leases given back. */
const PATIENCE = 1500;

/** The terminal behind a stream, where somebody looks at it. */
export function screenOf(stream: NodeJS.WriteStream, env: Io['env']): Screen | undefined {
  const { CI, TERM, NX_TASK_TARGET_PROJECT } = env;
  const isRead = (CI !== undefined && CI !== '' && CI !== 'false' && CI !== '0') || TERM === 'dumb' || NX_TASK_TARGET_PROJECT !== undefined;
  if (!stream.isTTY || isRead) return undefined;
  // A terminal that has not said how large it is, as some pseudo-terminals, is taken for one of the usual size.
  return { stream, columns: () => stream.columns || 80, rows: () => stream.rows || 24, colour: !env['NO_COLOR'] && stream.hasColors(env) };
}
