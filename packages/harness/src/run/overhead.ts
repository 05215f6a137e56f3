/**
 * Compares the time that went into the work itself with the time that workers had for it. The work itself is: reading and preparing
 * data, the steps of a phase with their batches and its evaluations on validation, prediction, the choice of a rate, a metric. Not:
 * the start of a process and its engine, checkpoints, the store, leases, planning the order.
 */
export interface OverheadMeter {
  /** From now on so many slots have a node, and so many more nodes could start. */
  note(busy: number, ready: number): void;
  /** Adds the useful seconds of a node that has run. */
  add(useful: number): void;
  /** A node has run and did not complete: nobody knows what of its time was useful. */
  lose(): void;
  /** 1 − useful seconds / seconds of slots that had a node, or that a node waited for. Null where nothing ran, or a node that ran did not complete. */
  value(): number | null;
}

/** @param now a clock in seconds */
export function overheadMeter(slots: number, now = (): number => performance.now() / 1000): OverheadMeter {
  let since = now();
  let occupied = 0;
  let [ran, lost, useful, available] = [false, false, 0, 0];

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
    lose: () => void (lost = true),
    value() {
      pass();
      return ran && !lost && available > 0 ? 1 - useful / available : null;
    },
  };
}
