/** Signals that ask to stop: Ctrl-C, `kill`, a terminal that is closed. */
export const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

type StopSignal = (typeof STOP_SIGNALS)[number];

/**
 * Milliseconds in which a signal after the first is the same stop told twice. Nx passes Ctrl-C on as SIGTERM after it has waited for a
 * while; npx passes SIGINT on at once to those that the terminal has told already. Nobody presses Ctrl-C twice within a tenth of a second.
 */
const ECHO: { readonly [signal in StopSignal]: number } = { SIGINT: 100, SIGTERM: 2000, SIGHUP: 2000 };

/**
 * The signals that stop a run; the others do nothing. `nohup` sees to it that its command hears nothing of a terminal that is closed, but
 * Node undoes that when it starts, and so does every Node that starts another. What it leaves to be seen is that no stream is a terminal
 * any more: then there is none that could be closed on its user. `kill` and Ctrl-C stop a run in any case.
 */
export function heededSignals(hasTerminal: boolean): readonly StopSignal[] {
  return STOP_SIGNALS.filter((signal) => signal !== 'SIGHUP' || hasTerminal);
}

/** A listener for signals that calls back at the first and at every further one that is not its echo. @param now the clock, in milliseconds */
export function stopSignals(now: () => number, callback: (again: boolean) => void): ((signal: StopSignal) => void) & { stopped: () => boolean } {
  let first: number | undefined;
  const heard = (signal: StopSignal): void => {
    const at = now();
    if (first !== undefined && at - first < ECHO[signal]) return;
    const again = first !== undefined;
    first ??= at;
    callback(again);
  };
  return Object.assign(heard, { stopped: () => first !== undefined });
}
