/** Compares the time that went into the work itself with the time that workers had for it. */
export interface OverheadMeter {
  /** From now on so many slots have a node, and so many more nodes could start. */
  note(busy: number, ready: number): void;
  /** Adds the useful seconds of a node that has run. */
  add(useful: number): void;
  /** 1 − useful seconds / seconds of slots that had a node, or that a node waited for. Null where nothing ran. */
  value(): number | null;
}

/** @param now a clock in seconds */
export function overheadMeter(slots: number, now = (): number => performance.now() / 1000): OverheadMeter {
  let since = now();
  let occupied = 0;
  let [ran, useful, available] = [false, 0, 0];

  function pass(): void {
    const time = now();
    available += occupied * (time - since);
    since = time;
  }

  return {
    note(busy, ready) {
      pass();
      occupied = Math.min(busy + ready, slots);
      ran ||= busy > 0;
    },
    add: (seconds) => void (useful += seconds),
    value() {
      pass();
      return ran && available > 0 ? 1 - useful / available : null;
    },
  };
}
