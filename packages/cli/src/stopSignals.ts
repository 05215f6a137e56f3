/** Signals that ask to stop: Ctrl-C, `kill`, a terminal that is closed. */
export const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

type StopSignal = (typeof STOP_SIGNALS)[number];

/**
 * Milliseconds in which a signal after the first is the same stop told twice. Nx passes Ctrl-C on as SIGTERM after it has waited for a
 * while; npx passes SIGINT on at once to those that the terminal has told already. Nobody presses Ctrl-C twice within a tenth of a second.
 */
const ECHO: { readonly [signal in StopSignal]: number } = { SIGINT: 100, SIGTERM: 2000, SIGHUP: 2000 };

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
