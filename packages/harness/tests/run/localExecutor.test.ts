import { existsSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

import { known, use } from '@exitbench/core';
import { describe, expect, it, onTestFinished } from 'vitest';

import { type Executor, type LocalOptions, type NodeEnd, type Plan, type PlannedNode, localExecutor, openStore } from '../../src/index.ts';
import { outcomeOf } from '../../src/run/outcome.ts';
import { disjoint, joint, mixed } from '../support/plugins/regimes.ts';
import { keeping, misbehaving, misbehavingNet, notANumber } from '../support/plugins/misbehaving.ts';
import { type Marked, marked } from '../support/processes.ts';
import { type Ends, jobOf, runNodes } from '../support/runNodes.ts';
import { tempFolder, tempPlan } from '../support/tempBench.ts';

type How = 'none' | 'exit' | 'throw' | 'reject' | 'timer' | 'later' | 'next' | 'block' | 'disconnect' | 'escape' | 'vanish' | 'print' | 'hang' | 'family' | 'orphan' | 'memory' | 'heap' | 'nan' | 'full';

interface Started {
  readonly executor: Executor;
  readonly processes: Marked;
  readonly warnings: readonly string[];
}

/** An executor of which the processes can be counted. */
function start(options: LocalOptions = {}): Started {
  const processes = marked();
  const warnings: string[] = [];
  const executor = localExecutor({ jobs: 1, warn: (text) => warnings.push(text), ...options, env: { ...processes.env, ...options.env } });
  onTestFinished(() => executor.close());
  return { executor, processes, warnings };
}

/** A plan with one analysis for each way. */
const planOf = (...ways: readonly How[]): Promise<Plan> => tempPlan({ regimes: [joint], metrics: ways.map((how) => use(misbehaving, { how })), epochs: 1 });

/** Status and reason of the analysis that does something; `done` when it has a result. */
function told(ends: Ends, how: How): string {
  const [, end] = known([...ends].find(([label]) => (how === 'none' ? label.endsWith('metric-misbehaving') : label.includes(`how=${how}`))), `${how} has been run`);
  if (end.kind === 'done') return 'done';
  const { status, reason } = outcomeOf(end.failure);
  return `${status}: ${reason}`;
}

function logOf(ends: Ends, how: string): string {
  const end = [...ends].find(([label]) => label.includes(`how=${how}`))?.[1];
  return end?.kind === 'failed' ? end.failure.log.join('\n') : '';
}

describe('a plugin that breaks its process', () => {
  it('fails its own node only, by name, and the next node runs in another process', async () => {
    const { executor, processes, warnings } = start({ env: { NODE_OPTIONS: '--max-old-space-size=120' } });
    const plan = await planOf('exit', 'throw', 'reject', 'timer', 'print', 'nan', 'heap', 'full', 'none');
    const ends = await runNodes(plan, { store: await tempFolder(), executor });
    expect(told(ends, 'exit')).toMatch(/^failed: The worker process ended with code 0\. At: .*how=exit.*process\.exit/);
    expect(told(ends, 'throw')).toMatch(/^failed: TypeError: not today At: .*how=throw/);
    expect(told(ends, 'reject')).toMatch(/^failed: Something rejected a promise that nobody waited for: RangeError: unheard\. At: .*how=reject/);
    expect(told(ends, 'timer')).toMatch(/^failed: Something threw in a callback that nobody waited for: RangeError: too late\. At: .*how=timer/);
    expect(told(ends, 'print')).toMatch(/^failed: TypeError: after printing/);
    expect(told(ends, 'nan')).toMatch(/^failed: /);
    expect(told(ends, 'heap')).toMatch(/^oom: The JavaScript heap of its process was full\. At: .*how=heap.*max-old-space-size/);
    expect(told(ends, 'full')).toMatch(/^interrupted: There is no room left: ENOSPC: no space left on device\. At: .*how=full.* Make room/);
    expect(told(ends, 'none')).toBe('done');
    // What it printed comes before the stack.
    expect(logOf(ends, 'print')).toMatch(/^one line of output\nTypeError: after printing\n +at /);
    expect(logOf(ends, 'timer')).toContain('too late');
    expect(logOf(ends, 'heap')).toContain('heap out of memory');
    expect(warnings).toEqual([]);
    expect(processes.alive().length).toBe(1);
    await executor.close();
    expect(processes.alive()).toEqual([]);
  });

  it('fails a phase only: throwing, exiting, of another shape, with values that are no numbers', async () => {
    const { executor } = start();
    const plan = await tempPlan({
      regimes: [joint], epochs: 1,
      architectures: [use(misbehavingNet, { how: 'throw' }), use(misbehavingNet, { how: 'exit' }), use(misbehavingNet, { how: 'shape' })],
    });
    const store = await tempFolder();
    const ends = await runNodes(plan, { store, executor });
    expect([...ends.values()].map(statusOf)).toEqual(['done', 'failed', 'failed', 'failed']);
    expect(reasons(ends).join('\n')).toMatch(/TypeError: not today.*\n.*ended with code 0/);

    const other = await tempPlan({ regimes: [joint], epochs: 1, datasets: [notANumber] });
    const diverging = await runNodes(other, { store, executor });
    expect([...diverging.values()].map(statusOf)).toEqual(['done', 'diverged']);
    // It would diverge again, so that is stored, word for word.
    const phase = known(other.nodes.find((n) => n.kind === 'phase'), 'joint has one');
    const entry = await openStore(store).find(phase.key);
    expect(entry).toMatchObject({ diverged: { reason: reasons(diverging)[0] }, result: null, payloads: {} });
    expect(reasons(diverging)[0]).toContain('NaN');
  });

  it('has its process replaced when it leaves something behind: tensors, timers, processes', async () => {
    const { executor, processes, warnings } = start();
    const plan = await tempPlan({ regimes: [joint], epochs: 1, metrics: [use(misbehaving, { how: 'none' }), keeping, use(misbehaving, { how: 'later' }), use(misbehaving, { how: 'orphan' })] });
    const ends = await runNodes(plan, { store: await tempFolder(), executor });
    expect([...ends.values()].map((end) => end.kind)).toEqual(plan.nodes.map(() => 'done'));
    expect(warnings).toEqual([
      expect.stringMatching(/metric-keeping left 2 tensors behind; its process is replaced\.$/),
      expect.stringMatching(/how=later.* left 1 timers behind/),
      expect.stringMatching(/how=orphan.* left 1 processes behind/),
    ]);
    await executor.close();
    expect(processes.alive()).toEqual([]);
  });
});

describe('what an earlier node left behind', { timeout: 120_000 }, () => {
  it('is not charged to the next one, which is tried again in a fresh process', async () => {
    const { executor, warnings } = start();
    const plan = await planOf('next', 'block', 'none');
    const store = await tempFolder();
    await runNodes(plan, { store, executor, nodes: inOrder(plan, []) });
    for (const how of ['next', 'block'] as const) {
      expect((await executor.run(jobOf(plan, analysis(plan, how), store), () => {})).kind).toBe('done');
      expect(reasonOf(await executor.run(jobOf(plan, analysis(plan, 'none'), store, { seconds: 15 }), () => {}))).toBe('done');
    }
    expect(warnings).toEqual([]); // it cannot be seen before
  });

  it('is not charged to the next one that comes to its end all the same, before it is ended', async () => {
    const { executor } = start();
    const plan = await planOf('next', 'none');
    const store = await tempFolder();
    await runNodes(plan, { store, executor, nodes: inOrder(plan, []) });
    expect((await executor.run(jobOf(plan, analysis(plan, 'next'), store), () => {})).kind).toBe('done');
    const end = executor.run(jobOf(plan, analysis(plan, 'none'), store), () => {});
    // Both of its ends, the throw and the result, are there when this process reads on.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
    expect(reasonOf(await end)).toBe('done');
  });

  it('is what a node does itself where it does so in a fresh process, too', async () => {
    const { executor } = start();
    const plan = await planOf('disconnect', 'escape', 'vanish');
    const ends = await runNodes(plan, { store: await tempFolder(), executor });
    expect(told(ends, 'disconnect')).toMatch(/^failed: The worker process ended with code 71\..*`process\.disconnect`/);
    expect(told(ends, 'escape')).toMatch(/^failed: The worker process ended with code 0\./);
    expect(told(ends, 'vanish')).toMatch(/^failed: The worker process ended with signal SIGKILL\./);
    // What left group, environment and parent behind is gone as well.
    const children = [logOf(ends, 'escape'), logOf(ends, 'vanish')].map((log) => /child (\d+)/.exec(log)?.[1]);
    expect(children.map((pid) => [pid === undefined, existsSync(`/proc/${pid}/exe`) && /^\d+ \(sleep\) [^Z]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))])).toEqual([[false, false], [false, false]]);
  });
});

describe('limits', () => {
  it('end what hangs, in training and in a metric, with all that it started', async () => {
    const { executor, processes } = start();
    const plan = await planOf('family', 'none');
    const store = await tempFolder();
    let seen = 0;
    const watch = setInterval(() => (seen = Math.max(seen, processes.alive().length)), 50);
    await runNodes(plan, { store, executor, nodes: inOrder(plan, []) });
    const family = analysis(plan, 'family');
    const begun = performance.now();
    const end = await executor.run(jobOf(plan, family, store, { seconds: 6 }), () => {});
    const seconds = (performance.now() - begun) / 1000;
    clearInterval(watch);
    const ends: Ends = new Map([[family.label, end]]);
    expect(told(ends, 'family')).toMatch(/^timeout: It was still running after its 6 s, and was ended\. At: .*how=family.*`--timeout analyse=<seconds>`/);
    expect(logOf(ends, 'family')).toBe('about to hang');
    expect(seen).toBeGreaterThanOrEqual(2); // the worker and its grandchild
    expect(processes.alive()).toEqual([]);
    expect([seconds > 6, seconds < 6 + 5]).toEqual([true, true]); // what is promised of a time limit

    const hanging = await tempPlan({ regimes: [joint], epochs: 1, architectures: [misbehavingNet] });
    await runNodes(hanging, { store, executor, nodes: hanging.nodes.filter((node) => node.kind === 'prepare') });
    const trained = await runNodes(hanging, { store, executor, limits: { seconds: 4 } });
    expect(reasons(trained)).toEqual([expect.stringMatching(/^It was still running after its 4 s.*joint\/0 everything.*`--timeout phase=<seconds>`/)]);
    expect(processes.alive()).toEqual([]);
    // And whoever comes next finds a process.
    const [first] = plan.nodes;
    expect((await executor.run(jobOf(plan, known(first, 'prepare'), store), () => {})).kind).toBe('done');
  });

  it('end what holds too much memory', async () => {
    const { executor, processes } = start();
    const plan = await planOf('memory', 'none');
    const ends = await runNodes(plan, { store: await tempFolder(), executor, limits: { memory: 600 * 2 ** 20 } });
    expect(told(ends, 'memory')).toMatch(/^oom: It held [\d.]+ GiB of memory, more than its 0\.59 GiB, and was ended\. At: .*how=memory.*`--memory <GiB>`/);
    expect(told(ends, 'none')).toBe('done');
    expect(processes.alive().length).toBe(1);
  });
});

describe('an executor', () => {
  it('ends a node that is cancelled, and all that it runs when it is closed', async () => {
    const { executor, processes } = start();
    const plan = await planOf('hang', 'none');
    const store = await tempFolder();
    const ready = await runNodes(plan, { store, executor, nodes: inOrder(plan, []) });
    expect(ready.size).toBe(3);
    const hang = jobOf(plan, analysis(plan, 'hang'), store);
    const cancel = new AbortController();
    const cancelled = executor.run(hang, () => {}, cancel.signal);
    await setTimeout(500);
    expect(processes.alive().length).toBe(1);
    cancel.abort();
    expect(reasonOf(await cancelled)).toBe(`interrupted: It was cancelled. At: ${hang.label}. Run the same command again.`);
    expect(processes.alive()).toEqual([]);
    expect(reasonOf(await executor.run(hang, () => {}, AbortSignal.abort()))).toMatch(/^interrupted: It was cancelled/);

    const closed = executor.run(hang, () => {});
    await setTimeout(500);
    await executor.close();
    expect(reasonOf(await closed)).toMatch(/^interrupted: It was ended while it ran\./);
    expect(processes.alive()).toEqual([]);
  });

  it('starts nothing after it was told to stop', async () => {
    const { executor, processes } = start();
    const plan = await planOf('none');
    executor.stop();
    const end = await executor.run(jobOf(plan, known(plan.nodes[0], 'first'), await tempFolder()), () => {});
    expect(reasonOf(end)).toMatch(/^interrupted: It was to start after the run had been stopped\./);
    expect(processes.alive()).toEqual([]);
  });

  it('has workers that only their parent stops', async () => {
    const { executor, processes } = start();
    const plan = await planOf('none');
    const store = await tempFolder();
    const { nodes: [prepare, phase] } = plan;
    await executor.run(jobOf(plan, known(prepare, 'first'), store), () => {});
    const [worker] = processes.alive();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.kill(known(worker, 'one is there'), signal);
    expect((await executor.run(jobOf(plan, known(phase, 'second'), store), () => {})).kind).toBe('done');
    expect(processes.alive()).toEqual([worker]);
    // Between two nodes it may die: the next one gets another.
    process.kill(known(worker, 'one is there'), 'SIGKILL');
    expect((await executor.run(jobOf(plan, known(phase, 'second'), store), () => {})).kind).toBe('done');
  });

  it('gives the same results whatever a process has done before', async () => {
    const plan = await tempPlan({ regimes: [joint, mixed, disjoint] });
    const { executor, warnings } = start();
    const phases = plan.nodes.filter((n) => n.kind === 'phase');
    expect(phases.length).toBe(4);
    const digests = async (nodes: readonly PlannedNode[]): Promise<readonly string[]> => {
      const store = await tempFolder();
      expect([...(await runNodes(plan, { store, executor, nodes })).values()].every((end) => end.kind === 'done')).toBe(true);
      const entries = await Promise.all(plan.nodes.map((n) => openStore(store).find(n.key)));
      return entries.flatMap((e) => [JSON.stringify(e?.result), ...Object.values(e?.payloads ?? {}).map((p) => p.integrity)]);
    };
    const forwards = await digests(plan.nodes);
    expect(await digests(lastFirst(plan.nodes))).toEqual(forwards);
    expect(lastFirst(plan.nodes).map((n) => n.label)).not.toEqual(plan.nodes.map((n) => n.label));
    expect(new Set(forwards).size).toBeGreaterThan(phases.length); // they are results: not all the same
    expect(warnings).toEqual([]);
  });
});

// ---------------------------------------------------------------------------------------------------------------------

function statusOf(end: NodeEnd): string {
  return end.kind === 'done' ? 'done' : outcomeOf(end.failure).status;
}

function reasonOf(end: NodeEnd): string {
  return end.kind === 'done' ? 'done' : `${outcomeOf(end.failure).status}: ${outcomeOf(end.failure).reason}`;
}

function reasons(ends: Ends): readonly string[] {
  return [...ends.values()].flatMap((end) => (end.kind === 'failed' ? [outcomeOf(end.failure).reason] : []));
}

function analysis(plan: Plan, how: How): PlannedNode {
  return known(plan.nodes.find((n) => n.kind === 'analyse' && (how === 'none' ? !n.label.includes('how=') : n.label.includes(`how=${how}`))), how);
}

/** What the analyses read, then these. */
function inOrder(plan: Plan, ways: readonly How[]): readonly PlannedNode[] {
  return [...plan.nodes.filter((n) => n.kind !== 'analyse'), ...ways.map((how) => analysis(plan, how))];
}

/** Each node after those that it reads, and otherwise from the end. */
function lastFirst(nodes: readonly PlannedNode[]): readonly PlannedNode[] {
  const order: PlannedNode[] = [];
  const visit = (node: PlannedNode): void => {
    if (order.includes(node)) return;
    for (const before of nodes.filter((n) => node.after.includes(n.key))) visit(before);
    order.push(node);
  };
  for (const node of nodes.toReversed()) visit(node);
  return order;
}
