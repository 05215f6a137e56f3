import { describe, expect, it } from 'vitest';

import type { Executor, NodeJob, Plan } from '../../src/index.ts';
import { overheadMeter } from '../../src/run/overhead.ts';
import { failure, fakeExecutor, runToEnd } from '../support/executors.ts';
import { joint } from '../support/plugins/regimes.ts';
import { tempFolder, tempPlan } from '../support/tempBench.ts';

describe('the overhead of a run', () => {
  /** Runs a plan of four nodes one after the other: 3 s pass before the first one can start, and 5 s in each. */
  async function overheadOf(useful: (job: NodeJob) => number, stop?: AbortController): Promise<number | null> {
    const plan = await tempPlan({ regimes: [joint] });
    expect(plan.nodes.length).toBe(4);
    let time = 0;
    const inner = fakeExecutor();
    const executor: Executor = {
      ...inner,
      async run(job, tell) {
        time += 5;
        if (useful(job) < 0) return failure('diverged', 'NaN.');
        const end = await inner.run(job, tell);
        stop?.abort();
        return end.kind === 'done' ? { ...end, work: { ...end.work, useful: useful(job) } } : end;
      },
    };
    const slow: Plan = { ...plan, get code() {
      time += 3; // read where the store is made ready
      return plan.code;
    } };
    const { events } = await runToEnd(slow, { store: await tempFolder(), executor, now: () => time, ...(stop === undefined ? {} : { signal: stop.signal }) });
    const last = events.at(-1);
    return last?.kind === 'finished' ? last.overhead : Number.NaN;
  }

  it('counts the time in which nothing had started yet and a node was ready', async () => {
    // 3 + 4 · 5 = 23 s of one slot, 4 · 4 = 16 s of work.
    expect(await overheadOf(() => 4)).toBeCloseTo(1 - 16 / 23, 12);
  });

  it('is unknown where a node that ran has failed, and known where a run was stopped between two', async () => {
    expect(await overheadOf(({ kind }) => (kind === 'phase' ? -1 : 4))).toBeNull();
    expect(await overheadOf(() => 4, new AbortController())).toBeCloseTo(1 - 4 / 8, 12);
  });
});

describe('the overhead', () => {
  it('is the share of the time of slots with a node that did not go into work', () => {
    let time = 0;
    const meter = overheadMeter(2, () => time);
    meter.note(0, 1); // one node could start: one slot of two waits
    time = 1;
    meter.note(2, 0);
    time = 5;
    meter.note(1, 0); // 4 s of two slots
    meter.add(3.5);
    time = 7;
    meter.note(0, 0); // 2 s of one
    meter.add(5);
    time = 100; // nobody waits for anything
    // 1 + 8 + 2 = 11 s of slots, 8.5 s of work.
    expect(meter.value()).toBeCloseTo(1 - 8.5 / 11, 12);
  });

  it('counts no more waiting nodes than there are slots', () => {
    let time = 0;
    const meter = overheadMeter(2, () => time);
    meter.note(1, 7);
    time = 3;
    meter.add(3);
    expect(meter.value()).toBeCloseTo(1 - 3 / 6, 12);
  });

  it('is unknown where a node that ran did not complete', () => {
    let time = 0;
    const meter = overheadMeter(1, () => time);
    meter.note(1, 0);
    time = 10;
    meter.add(4);
    meter.lose();
    meter.note(0, 0);
    expect(meter.value()).toBeNull();
  });

  it('is unknown where nothing ran', () => {
    let time = 0;
    const meter = overheadMeter(2, () => time);
    meter.note(0, 3);
    time = 2;
    expect(meter.value()).toBeNull();
  });
});
