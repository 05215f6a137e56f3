import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

import { onTestFinished } from 'vitest';

/** Environment variable by which a test finds every process that came of what it started, however deep. */
const MARK = 'EXITBENCH_TEST_MARK';

export interface Marked {
  readonly env: NodeJS.ProcessEnv;
  /** Ids of the living processes. */
  readonly alive: () => readonly number[];
  /** Waits until this many are alive, and says how many are in the end. */
  readonly until: (count: number, seconds: number) => Promise<number>;
}

/** An environment whose processes can be counted. What is alive when the test ends is killed. */
export function marked(): Marked {
  const mark = `${MARK}=${Math.random()}`;
  const alive = (): readonly number[] => readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isMarked(name, mark)).map(Number);
  onTestFinished(() => {
    for (const pid of alive()) process.kill(pid, 'SIGKILL');
  });
  const [name = '', value] = mark.split('=');
  return {
    env: { ...process.env, [name]: value },
    alive,
    async until(count, seconds) {
      for (const end = performance.now() + seconds * 1000; alive().length !== count && performance.now() < end;) await setTimeout(50);
      return alive().length;
    },
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** One that is dead and not yet collected by its parent has an empty environment. */
function isMarked(pid: string, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(mark);
  } catch {
    return false;
  }
}
