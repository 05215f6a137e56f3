/** Adds up the time of what it is given to do. */
export interface Stopwatch {
  /** Does something, and counts the seconds that it takes. */
  readonly of: <T>(act: () => Promise<T>) => Promise<T>;
  /** Seconds so far, those of what is under way included. */
  readonly seconds: () => number;
}

/** @param now a clock in seconds */
export function stopwatch(now = (): number => performance.now() / 1000): Stopwatch {
  let sum = 0;
  let begun: number | undefined;
  const running = (): number => (begun === undefined ? 0 : now() - begun);
  return {
    async of(act) {
      begun = now();
      try {
        return await act();
      } finally {
        sum += running();
        begun = undefined;
      }
    },
    seconds: () => sum + running(),
  };
}
