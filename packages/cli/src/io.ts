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
  /** Calls back when the user or the system asks to stop, and gives a function that ends the listening. */
  readonly onStop: (callback: () => void) => () => void;
}

/** This process. @param cwd the folder that its user is in, where that is another one than its own */
export function processIo(cwd = process.cwd()): Io {
  // A reader that has gone, as `head` does, is no reason to stop a run: its records are still written.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  return {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    now: () => performance.now() / 1000,
    env: process.env,
    cwd,
    home: process.cwd(),
    onStop(callback) {
      process.on('SIGINT', callback).on('SIGTERM', callback);
      return () => void process.off('SIGINT', callback).off('SIGTERM', callback);
    },
  };
}
