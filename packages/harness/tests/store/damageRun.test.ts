import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { known } from '@exitbench/core';
import { expect, it } from 'vitest';

import { openStore } from '../../src/index.ts';
import { bucketPath } from '../../src/store/bucket.ts';
import { contentPath } from '../../src/store/content.ts';
import { nodeName } from '../../src/store/names.ts';
import { inProcessExecutor, runToEnd, statuses } from '../support/executors.ts';
import { seeds } from '../support/plugins/metrics.ts';
import { joint } from '../support/plugins/regimes.ts';
import { tempFolder, tempPlan } from '../support/tempBench.ts';

it('a run names each damaged entry with its label, and computes it again to the same bytes', { timeout: 180_000 }, async () => {
  const plan = await tempPlan();
  const folder = await tempFolder();
  const read = (): Promise<readonly unknown[]> => Promise.all(plan.nodes.map(async ({ key }) => {
    const entry = known(await openStore(folder).find(key), 'it was run');
    return { key, result: entry.result, payloads: entry.payloads };
  }));
  await runToEnd(plan, { store: folder, executor: inProcessExecutor() });
  const before = await read();
  const cache = join(folder, 'store');
  for (const { key } of plan.nodes) {
    const [, integrity = ''] = /"integrity":"([^"]+)"/.exec(await readFile(bucketPath(cache, nodeName(key)), 'utf8')) ?? [];
    const path = contentPath(cache, integrity);
    const bytes = await readFile(path);
    bytes[9] = (bytes[9] ?? 0) ^ 1;
    await writeFile(path, bytes);
  }
  const again = await runToEnd(plan, { store: folder, executor: inProcessExecutor() });
  const named = again.events.flatMap((e) => (e.kind === 'corrupt' ? [`${e.corrupt.key} ${e.corrupt.label ?? ''}: ${e.corrupt.reason}`] : []));
  expect(named.toSorted()).toEqual(plan.nodes.map((n) => `${n.key} ${n.label}: its bytes are not those that were written`).toSorted());
  expect(new Set(Object.values(statuses(plan, again)))).toEqual(new Set(['completed']));
  expect(again.events.filter((e) => e.kind === 'node-done').length).toBe(plan.nodes.length);
  expect(await read()).toEqual(before);
});

it('a node that reads many damaged results finds them one by one, and all are computed again', { timeout: 180_000 }, async () => {
  const plan = await tempPlan({ regimes: [joint], seeds: [0, 1, 2, 3, 4, 5], metrics: [seeds], epochs: 1 });
  const folder = await tempFolder();
  await runToEnd(plan, { store: folder, executor: inProcessExecutor() });
  const predictions = plan.nodes.filter((n) => n.kind === 'predict');
  const metric = plan.nodes.filter((n) => n.kind === 'analyse');
  expect(predictions.length).toBe(6);
  for (const { key } of predictions) {
    const { payloads } = known(await openStore(folder).find(key), 'it was run');
    // Labels are the same for all of them, and stored once.
    const [, outputs] = known(Object.entries(payloads).find(([name]) => !name.includes('labels')), 'it has outputs');
    const path = contentPath(join(folder, 'store'), outputs.integrity);
    const bytes = await readFile(path);
    bytes[9] = (bytes[9] ?? 0) ^ 1;
    await writeFile(path, bytes);
  }
  for (const { key } of metric) await openStore(folder).forget(key);
  const again = await runToEnd(plan, { store: folder, executor: inProcessExecutor() });
  expect(new Set(Object.values(statuses(plan, again)))).toEqual(new Set(['completed']));
  const named = again.events.flatMap((e) => (e.kind === 'corrupt' ? [e.corrupt.key] : []));
  expect(named.toSorted()).toEqual(predictions.map((n) => n.key).toSorted()); // each once
});
