import { type Splits, known } from '@exitbench/core';
import { startEngine } from '@exitbench/engines';
import { describe, expect, it } from 'vitest';

import { type NodeNews, type PlannedNode, openStore } from '../../src/index.ts';
import type { Context } from '../../src/run/perform/context.ts';
import { openSplits } from '../../src/run/perform/openSplits.ts';
import { performPhase } from '../../src/run/perform/performPhase.ts';
import { joint } from '../support/plugins/regimes.ts';
import { jobOf } from '../support/runNodes.ts';
import { tempFolder, tempPlan } from '../support/tempBench.ts';

type PhaseTask = Extract<PlannedNode['task'], { kind: 'phase' }>;

/** A phase of the throw-away benchmark, each step of which takes some seconds by a clock that the data move. */
async function phase(epochs: number, secondsOfStep: number, change: (task: PhaseTask) => PhaseTask = (task) => task) {
  const plan = await tempPlan({ regimes: [joint], epochs });
  const node = known(plan.nodes.find((n) => n.kind === 'phase'), 'joint has one');
  const task = change(node.task as PhaseTask);
  const store = openStore(await tempFolder());
  const { train, ...others } = await openSplits(task.network.dataset, () => {});
  const file = store.checkpoint(node.key);
  return {
    file,
    /** Runs it for some steps, and gives the steps after which it kept where it was. */
    async run(this: void, stopAt: number): Promise<readonly number[]> {
      let [time, reads] = [0, 0];
      const stop = new AbortController();
      const splits: Splits = { ...others, train: { ...train, read(i) {
        time += secondsOfStep;
        if (++reads === stopAt) stop.abort();
        return train.read(i); // one batch
      } } };
      const kept: number[] = [];
      const context: Context = {
        store, signal: stop.signal, startEngine: async () => void (await startEngine('cpu')), splits: () => Promise.resolve(splits),
        tell: (news: NodeNews) => void (news.kind === 'checkpoint' && kept.push(news.step)),
      };
      await performPhase(task, jobOf(plan, node, store.folder), context, () => time).catch((error: { readonly code?: string }) => {
        if (error.code !== 'interrupted') throw error;
      });
      return kept;
    },
  };
}

describe('the first checkpoint of a phase', () => {
  it('waits a hundred times what it is expected to cost: longer where there is more to keep', async () => {
    expect((await (await phase(2, 1)).run(5))[0]).toBe(2); // small: after the 2 s that lie between any two
    // Many snapshots of some 100 weights are 10 MB at 100 MB a second, and so a wait of more than 7 s: only the stop keeps it.
    const large = await phase(4, 1, (task) => ({
      ...task, planned: { ...task.planned, phase: { ...task.planned.phase, snapshots: Array.from({ length: 20_000 }, () => 1) } },
    }) as PhaseTask);
    expect(await large.run(7)).toEqual([7]);
  });
});

describe('what a phase has taken', () => {
  it('adds up over two kills', async () => {
    const { file, run } = await phase(4, 0.1);
    await run(2);
    const first = known(await file.load(), 'kept');
    // As if the first process had taken long.
    await file.save([first.bytes], { coreSeconds: 1000, seconds: 2000, useful: 500 });
    await run(2);
    const second = known(await file.load(), 'kept').spent;
    expect([second.coreSeconds > 1000, second.seconds > 2000, second.useful > 500]).toEqual([true, true, true]);
    await run(2);
    const third = known(await file.load(), 'kept').spent;
    expect([third.coreSeconds > second.coreSeconds, third.seconds > second.seconds, third.useful > second.useful]).toEqual([true, true, true]);
  });
});
