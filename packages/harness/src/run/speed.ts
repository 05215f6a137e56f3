/**
 * Multiply-accumulates a second that one worker is expected to make where nothing has been measured yet, by engine:
 * small convolutional networks at batch 50 on one core of a current server.
 */
const EXPECTED: { readonly [engine: string]: number } = { tensorflow: 8e9, wasm: 1.5e9, cpu: 5e7 };

/** Estimates how long work takes, from what work took. */
export interface Speedometer {
  /** Work that has been done under a name so far, and the seconds that one worker needed for it. */
  set(name: string, macs: number, seconds: number): void;
  /** Multiply-accumulates done under a name. */
  done(name: string): number;
  /** Seconds for so much work on so many workers; null where no speed is known. */
  seconds(macs: number, workers: number): number | null;
}

export function speedometer(engine: string): Speedometer {
  const work = new Map<string, { readonly macs: number; readonly seconds: number }>();
  return {
    set(name, macs, seconds) {
      if (macs > 0 && seconds > 0) work.set(name, { macs, seconds });
    },
    done: (name) => work.get(name)?.macs ?? 0,
    seconds(macs, workers) {
      if (macs <= 0) return 0;
      let [made, took] = [0, 0];
      for (const item of work.values()) [made, took] = [made + item.macs, took + item.seconds];
      const speed = took > 0 ? made / took : EXPECTED[engine];
      return speed === undefined ? null : macs / speed / workers;
    },
  };
}
