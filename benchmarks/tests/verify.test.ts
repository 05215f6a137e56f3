import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { plugin as convnet } from '@exitbench/architecture-convnet';
import { type Io, main } from '@exitbench/cli';
import { type Benchmark, defineBenchmark, use } from '@exitbench/core';
import { plugin as syntheticDepth } from '@exitbench/dataset-synthetic-depth';
import { plugin as exitAccuracy } from '@exitbench/metric-exit-accuracy';
import { pooledHead } from '@exitbench/nn';
import { plugin as joint } from '@exitbench/regime-joint';
import { plugin as mixed } from '@exitbench/regime-mixed';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

/** Two regimes and two seeds of a net of two blocks: a second on the reference engine. */
const small = (change: Partial<Benchmark> = {}): Benchmark => defineBenchmark({
  id: 'small', title: 'Small', question: 'Is it the same again?', datasets: [syntheticDepth], architectures: [use(convnet, { widths: [2, 2], strides: [2, 2] })],
  exits: [{ placement: 'dense', head: pooledHead }], regimes: [joint, mixed], metrics: [exitAccuracy], seeds: [0, 1], epochs: 1, recipe: { batch: 10 },
  data: { train: 40, validation: 20, test: 20 }, profiles: { all: {} }, ...change,
});

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function exitbench(args: readonly string[], benchmarks: readonly Benchmark[] = [small()]): Promise<Said> {
  const [out, err]: [string[], string[]] = [[], []];
  const env = { ...process.env, EXITBENCH_ENGINE: 'cpu' };
  const io: Io = { out: (line) => void out.push(line), err: (line) => void err.push(line), now: () => 0, env, cwd: process.cwd(), home: process.cwd(), onStop: () => () => {} };
  return { code: await main(args, { benchmarks, io }), out: out.join('\n'), err: err.join('\n') };
}

/** A line of records: what these tests read and change of it. */
interface Line {
  kind: string;
  cell: string;
  cells: string[];
  comparability: number;
  status: string;
  reason: string | null;
  repeatable: boolean;
  engine: { libraryVersion: string };
  result: { test: number[] };
  nodes: { training: { history: { loss: number }[] } | null }[];
  plan: { arms: { budget: number }[]; metrics: { direction: string }[]; cells: { nodes: string[]; phases: string[] }[]; nodes: { key: string; after: string[] }[] };
}

const text = await (async () => {
  const folder = mkdtempSync(join(tmpdir(), 'exitbench-small-'));
  try {
    const { code } = await exitbench(['run', '--profile', 'all', '--jobs', '1', '--store', join(folder, 'store'), '--out', folder]);
    if (code !== 0) throw new Error(`the run ended with ${code}`);
    return readFileSync(join(folder, 'small-all', 'records.jsonl'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
})();

/** The records with each line changed. */
const changed = (change: (line: Line) => void): string => text.trimEnd().split('\n').map((line) => {
  const record = JSON.parse(line) as Line;
  change(record);
  return `${JSON.stringify(record)}\n`;
}).join('');

/** The records without results, of one cell or of all, as a careful hand would take them out: the header says how many lines there are. */
function withoutValues(records: string, cell = ''): string {
  const kept = records.trimEnd().split('\n').filter((line) => (JSON.parse(line) as Line).kind !== 'value' || !line.includes(cell));
  return `${kept.join('\n')}\n`.replace(/"lines":\d+/, `"lines":${kept.length}`);
}

const [first = '', second = ''] = text.trimEnd().split('\n').flatMap((line) => {
  const { kind, cell } = JSON.parse(line) as Line;
  return kind === 'cell' ? [cell] : [];
});

/** Verifies records, all four cells unless something else is said. */
async function verify(records: string, args: readonly string[] = [], benchmarks?: readonly Benchmark[]): Promise<Said> {
  const folder = mkdtempSync(join(tmpdir(), 'exitbench-small-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'records.jsonl'), records);
  return exitbench(['verify', folder, '--jobs', '1', '--seed', '5', '--sample', '4', '--store', join(folder, 'store'), ...args], benchmarks);
}

/** Another key. */
const swap = (key: string): string => `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`;

/** All keys changed, as other code would. */
function withOtherKeys({ kind, plan }: Line): void {
  if (kind !== 'header') return;
  for (const cell of plan.cells) [cell.nodes, cell.phases] = [cell.nodes.map(swap), cell.phases.map(swap)];
  for (const node of plan.nodes) [node.key, node.after] = [swap(node.key), node.after.map(swap)];
}

describe('verify', () => {
  it('finds no difference in what was computed with the same code, engine and data, and leaves nothing behind', async () => {
    const scratch = mkdtempSync(join(tmpdir(), 'exitbench-scratch-'));
    onTestFinished(() => rmSync(scratch, { recursive: true }));
    vi.stubEnv('TMPDIR', scratch);
    const { code, out, err } = await verify(text).finally(() => vi.unstubAllEnvs());
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('4 of 4 cells with results, taken at random with --seed 5:');
    expect(out).toContain('No difference: everything is the same to the last digit.');
    expect(out).toContain('unchecked: 0 cells with results');
    expect(readdirSync(scratch).filter((name) => name.startsWith('exitbench-verify-'))).toEqual([]);
  });

  it('names each digit that was changed: cell, metric, path and both values', async () => {
    const records = changed((line) => {
      if (line.kind === 'value' && line.cells[0] === first) line.result.test[0] = (line.result.test[0] ?? 0) + 0.01;
      if (line.kind === 'cell' && line.cell === second) for (const { training } of line.nodes) for (const point of training?.history ?? []) point.loss += 1e-12;
    });
    const { code, out } = await verify(records, ['--json']);
    const found = JSON.parse(out) as { readonly checked: { readonly cells: number }; readonly differences: readonly { readonly cell: string; readonly metric: string | null; readonly path: string; readonly recorded: number; readonly recomputed: number }[] };
    expect([code, found.checked.cells]).toEqual([2, 4]);
    const [value, ...others] = found.differences.filter((d) => d.metric !== null);
    expect([value, others]).toEqual([{ cell: first, metric: 'metric-exit-accuracy', path: 'test[0]', recorded: expect.any(Number) as number, recomputed: expect.any(Number) as number }, []]);
    expect((value?.recorded ?? 0) - (value?.recomputed ?? 0)).toBeCloseTo(0.01, 12);
    const history = found.differences.filter((d) => d.metric === null);
    expect(new Set(history.map((d) => d.cell))).toEqual(new Set([second]));
    expect(history[0]?.path).toMatch(/^phase .*training\.history\[0\]\.loss$/);
  });

  it('misses a result that was taken out and sees a budget that was changed; counts what it did not take', async () => {
    const taken = /with --seed 5:\n {2}(\S+)/.exec((await verify(text, ['--sample', '1'])).out)?.[1] ?? '';
    const found = await verify(withoutValues(text, taken), ['--sample', '1']);
    expect([found.code, found.out]).toEqual([2, expect.stringContaining(`differs: ${taken}: metric-exit-accuracy: absent in the records`)]);
    expect(found.out).toContain('unchecked: 3 cells with results');
    const richer = await verify(changed(({ kind, plan }) => kind === 'header' && plan.arms.forEach((arm) => (arm.budget += 1))), ['--sample', '1']);
    expect([richer.code, richer.out]).toEqual([2, expect.stringContaining(`differs: ${taken}: plan.arm.budget: `)]);
    const turned = await verify(changed(({ kind, plan }) => kind === 'header' && plan.metrics.forEach((metric) => (metric.direction = 'lower'))), ['--sample', '1']);
    expect([turned.code, turned.out]).toEqual([2, expect.stringContaining('differs: plan.metrics.metric-exit-accuracy.direction: "lower" in the records, "higher" now\n1 difference.')]);
  });
});

describe('verify refuses', () => {
  it('other code, by what is left when nothing else differs', async () => {
    const { code, err, out } = await verify(changed(withOtherKeys));
    expect([code, out]).toEqual([64, '']);
    expect(err).toMatch(/The same numbers cannot be expected: `prepare.*` has another key.*so the code is another/);
  });

  it('another engine, by the first field that differs', async () => {
    const { code, err } = await verify(changed((line) => {
      withOtherKeys(line);
      if (line.kind === 'environment') line.engine.libraryVersion = '0.0.1';
    }));
    expect([code, err]).toEqual([64, expect.stringMatching(/First input that differs: engine\.libraryVersion: "0\.0\.1" →/)]);
  });

  it('another experiment, by what was asked for', async () => {
    const { code, err } = await verify(text, [], [small({ epochs: 2 })]);
    expect([code, err]).toEqual([64, expect.stringMatching(/Something else was asked for: budget: \d+ → \d+/)]);
  });

  it('numbers of another meaning, engines that do not repeat, benchmarks that are not there, and records without results', async () => {
    const cases = [
      await verify(changed((line) => line.kind === 'header' && (line.comparability = 9))), await verify(changed((line) => line.kind === 'environment' && (line.repeatable = false))),
      await verify(text, [], []), await verify(withoutValues(changed((line) => line.kind === 'cell' && ([line.status, line.reason, line.nodes] = ['failed', 'It fell.', []])))),
    ];
    expect(cases.map((c) => [c.code, c.out])).toEqual([[64, ''], [64, ''], [64, ''], [3, '']]);
    expect(cases.map((c) => /comparability|same bytes twice|--benchmark|No cell of these/.exec(c.err)?.[0])).toEqual(['comparability', 'same bytes twice', '--benchmark', 'No cell of these']);
  });

  it.each([['--sample', '0'], ['--sample', 'x'], ['--seed', '-1']])('%s %s', async (option, value) => {
    expect((await exitbench(['verify', 'x', option, value])).code).toBe(64);
  });
});
