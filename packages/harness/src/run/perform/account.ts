import type { Spent } from '../../store/entry.ts';

/** What this process has spent on a node since the account was opened. */
export interface Account {
  /** @param useful the useful part of the seconds */
  readonly spent: (useful: number) => Spent;
}

export function openAccount(): Account {
  const begun = performance.now();
  const cpu = process.cpuUsage();
  return {
    spent(useful) {
      const { user, system } = process.cpuUsage(cpu);
      return { coreSeconds: (user + system) / 1e6, seconds: (performance.now() - begun) / 1000, useful };
    },
  };
}

/** What two processes have spent together. */
export function together(a: Spent, b: Spent | null): Spent {
  return b === null ? a : { coreSeconds: a.coreSeconds + b.coreSeconds, seconds: a.seconds + b.seconds, useful: a.useful + b.useful };
}
