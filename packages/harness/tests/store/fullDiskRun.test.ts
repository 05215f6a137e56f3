import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { type Plan, openStore, runPlan } from '../../src/index.ts';
import { verifyStore } from '../../src/store/maintenance/verify.ts';
import { inProcessExecutor, runToEnd, statuses } from '../support/executors.ts';
import { canMount, smallDisk } from '../support/smallDisk.ts';
import { tempFolder, tempPlan } from '../support/tempBench.ts';

/** What a store has of a plan's nodes, but for what they took: integrity strings are digests of the payloads' bytes. */
async function contents(folder: string, plan: Plan): Promise<readonly unknown[]> {
  const store = openStore(folder);
  return Promise.all(plan.nodes.map(async ({ key }) => {
    const entry = await store.find(key);
    return entry && { key, result: entry.result, payloads: entry.payloads };
  }));
}

describe.skipIf(!canMount())('a run on a disk that fills (needs the right to mount one in memory)', () => {
  it('ends cleanly, loses nothing, and goes on to the same results after room was made', { timeout: 180_000 }, async () => {
    const plan = await tempPlan();
    const disk = await smallDisk(16);
    const folder = join(disk.folder, 'store');
    const kept: string[] = [];
    let last;
    for await (const event of runPlan(plan, { store: folder, executor: inProcessExecutor() })) {
      if (event.kind === 'node-done') kept.push(event.node.label);
      // Full as soon as the first phase is stored.
      if (event.kind === 'node-done' && event.node.kind === 'phase') await disk.leave(0);
      if (event.kind === 'finished') last = event;
    }
    const first = last === undefined ? {} : statuses(plan, last);
    expect(kept.length).toBeGreaterThan(1);
    expect(kept.length).toBeLessThan(plan.nodes.length);
    expect(Object.values(first).toSorted()).not.toContain('failed');
    expect(plan.nodes.filter((n) => first[n.label] === 'completed').map((n) => n.label).toSorted()).toEqual(kept.toSorted());

    await disk.leave(Infinity);
    expect((await verifyStore(folder)).damaged).toEqual([]);
    const second = await runToEnd(plan, { store: folder, executor: inProcessExecutor() });
    expect(new Set(Object.values(statuses(plan, second)))).toEqual(new Set(['completed']));
    const again = second.events.flatMap((e) => (e.kind === 'node-done' ? [e.node.label] : []));
    expect(again.filter((label) => kept.includes(label))).toEqual([]);

    const undisturbed = await tempFolder();
    await runToEnd(plan, { store: undisturbed, executor: inProcessExecutor() });
    expect(await contents(folder, plan)).toEqual(await contents(undisturbed, plan));
  });
});
