import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { tempFolder } from './recordsOf.ts';
import { smoke, storeNodes } from './storeNodes.ts';
import { exitbench } from './terminal.ts';

/** What a command says with `--json`: nothing but one value. */
async function jsonOf(...args: readonly string[]): Promise<{ readonly [field: string]: unknown }> {
  const { out } = await exitbench([...args, '--json']);
  return JSON.parse(out) as { readonly [field: string]: unknown };
}

const fields = (value: unknown): readonly string[] => Object.keys(value as object).toSorted();

describe('--json', () => {
  it('gives the parts of benchmarks', async () => {
    expect(await jsonOf('list')).toEqual({
      kind: 'list',
      benchmarks: [{
        id: 'tiny', title: 'A tiny benchmark', question: 'Does the command line work?', profiles: ['smoke', 'quick', 'quick-wasm'], datasets: ['dataset-none'],
        architectures: ['architecture-two'], regimes: ['regime-joint', 'regime-late'], heads: ['plain'], metrics: ['metric-nothing'], epochs: [1],
      }],
    });
  });

  it('gives the engine and the folders', async () => {
    const store = tempFolder();
    const found = await jsonOf('doctor', '--store', store);
    expect(fields(found)).toEqual(['better', 'candidates', 'cpu', 'engine', 'fingerprint', 'folders', 'gpu', 'kind', 'node', 'oneDnn', 'why']);
    expect([found['engine'], found['folders']]).toEqual(['cpu', expect.arrayContaining([{ what: 'results', folder: store, bytes: 0 }])]);
  });

  it('gives where cells stand', async () => {
    const store = join(tempFolder(), 'store');
    await storeNodes(store, await smoke(), (node) => node.kind === 'prepare');
    const { kind, plans } = await jsonOf('status', '--profile', 'smoke', '--store', store);
    const [plan] = plans as readonly { readonly [field: string]: unknown }[];
    expect([kind, fields(plan)]).toEqual(['status', ['basis', 'benchmark', 'cells', 'macs', 'nodes', 'profile', 'running', 'seconds', 'stored', 'toRun']]);
    expect(plan).toMatchObject({ stored: 1, nodes: 13, cells: [{ cell: expect.stringContaining('/joint/0') as string, status: 'waiting', reason: null }, {}, {}, {}] });
    expect(plan?.['toRun']).toHaveLength(12);
  });

  it('gives why a cell is computed', async () => {
    const store = join(tempFolder(), 'store');
    const { kind, plans } = await jsonOf('explain', 'joint/0', '--profile', 'smoke', '--store', store);
    const [plan] = plans as readonly { readonly [field: string]: unknown }[];
    expect([kind, fields(plan)]).toEqual(['explanation', ['benchmark', 'cell', 'excluded', 'first', 'nodes', 'profile', 'without']]);
    expect(plan?.['first']).toMatchObject({ node: { kind: 'prepare' }, neighbour: null, differences: [], before: null });
  });

  it('gives in what a plan differs from the committed one', async () => {
    const { out: snapshot } = await exitbench(['plan', '--profile', 'smoke', '--json']);
    const file = join(tempFolder(), 'plan.json');
    writeFileSync(file, snapshot);
    const same = await exitbench(['plan', '--profile', 'smoke', '--diff', file, '--json']);
    expect([same.code, JSON.parse(same.out)]).toEqual([0, { kind: 'plan-difference', plans: [{ benchmark: 'tiny', profile: 'smoke', file, changes: [] }] }]);
    writeFileSync(file, snapshot.replace(/"epochs": \[\s*1\s*\]/, '"epochs": [2]'));
    const other = await exitbench(['plan', '--profile', 'smoke', '--diff', file, '--json']);
    expect([other.code, (JSON.parse(other.out) as { readonly plans: readonly { readonly changes: readonly object[] }[] }).plans[0]?.changes]).toEqual([2, [{ change: 'changed', what: 'plan', name: 'epochs', detail: '2 → 1' }]]);
  });

  it('gives what a store has, whether it is whole, and what would go', async () => {
    const store = join(tempFolder(), 'store');
    await storeNodes(store, await smoke(), (node) => node.kind === 'prepare');
    const listed = await jsonOf('cache', 'ls', '--store', store);
    expect(fields(listed)).toEqual(['checkpoints', 'contentBytes', 'entries', 'folder', 'kind', 'quarantine', 'strange']);
    expect(listed['entries']).toMatchObject([{ kind: 'prepare', diverged: false }]);
    expect(await jsonOf('cache', 'verify', '--store', store)).toMatchObject({ kind: 'store-check', whole: 1, damaged: [] });
    expect(await jsonOf('cache', 'gc', '--dry', '--kind', 'prepare', '--store', store)).toMatchObject({ kind: 'store-collection', dry: true, leases: 0 });
  });

  it('gives what a report says, or where it is', async () => {
    const folder = tempFolder();
    await exitbench(['run', '--profile', 'smoke', '--cache', 'only', '--store', join(folder, 'store'), '--out', folder]);
    const run = join(folder, 'tiny-smoke');
    expect(await jsonOf('report', run)).toMatchObject({ title: 'A tiny benchmark', benchmark: 'tiny', cells: { planned: 4, completed: 0 } });
    expect(await jsonOf('report', run, '--out', join(folder, 'again'))).toMatchObject({ page: join(folder, 'again', 'index.html'), report: join(folder, 'again', 'report.md') });
  });

  it('is told in the help of every command that has it', async () => {
    for (const command of ['run', 'plan', 'status', 'explain', 'report', 'compare', 'verify', 'publish', 'list', 'doctor']) {
      const { out } = await exitbench([command, '--help']);
      expect([command, out.includes('--json'), out.includes('Examples:')]).toEqual([command, true, true]);
    }
    for (const command of ['ls', 'verify', 'gc']) expect((await exitbench(['cache', command, '--help'])).out).toMatch(/--json[\s\S]*Examples:/);
  });
});
