import type { RunRecord } from '@exitbench/records';
import { describe, expect, it } from 'vitest';

import { type TableView, buildView, renderMarkdown, rowTexts } from '../src/index.ts';
import { arm, arms, environment, header, records } from './example.ts';

const texts = (table: TableView | null): readonly (readonly string[])[] => (table === null ? [] : table.rows.map((row) => rowTexts(table, row)));
const withPlan = (plan: Partial<typeof header.plan>, ...rest: readonly RunRecord[]): readonly RunRecord[] => [{ ...header, plan: { ...header.plan, ...plan } }, ...rest];

describe('coverage', () => {
  it('counts what became of each arm’s cells, and adds up', () => {
    const { coverage } = buildView(records);
    expect(coverage?.columns.map((c) => c.label)).toEqual(['regime', 'planned', 'completed', 'diverged']);
    expect(texts(coverage)).toEqual([
      ['joint', '3', '3', '0'], ['mixed', '3', '3', '0'], ['disjoint-long (control)', '3', '2', '1'], ['all', '9', '8', '1'],
    ]);
  });

  it('counts what was never run and what could not be run', () => {
    const excluded = arm('joint', [], { excluded: 'Not for text.', network: null, budget: null });
    const out = header.plan.cells.filter((c) => c.arm === excluded.id).map((c): RunRecord => ({ kind: 'cell', cell: c.id, status: 'excluded', reason: 'Not for text.', log: [], nodes: [] }));
    const { coverage } = buildView(withPlan({ arms: [excluded, ...arms.slice(1)] }, ...out));
    expect(coverage?.columns.map((c) => c.label)).toEqual(['regime', 'planned', 'completed', 'excluded', 'not run']);
    expect(texts(coverage).at(-1)).toEqual(['all', '9', '0', '3', '6']);
  });
});

describe('sources', () => {
  it('cite whose work was used, with the licence of the data and its variant', () => {
    expect(texts(buildView(records).sources)).toEqual([
      ['data set', 'Digits (official)', 'dataset-d', 'Doe: Digits. 2001.', 'CC BY 4.0'], ['architecture', 'small net', 'architecture-a', 'Roe: Small nets. 2002.', ''],
    ]);
  });

  it('say when the records do not say', () => {
    expect(renderMarkdown(buildView(withPlan({ sources: [] })))).toContain('The records do not say');
  });
});

describe('the same again', () => {
  const commands = (of: readonly RunRecord[]): readonly (string | undefined)[] => texts(buildView(of).reproduce).map((row) => row[2]);

  it('is a command for each arm, on the engine of the run', () => {
    expect(commands(records)[1]).toBe('exitbench run regimes --profile quick --engine wasm --dataset d --architecture a --regime mixed');
    const other = { ...environment, engine: { ...environment.engine, engine: 'cpu' } };
    expect(commands([header, environment, other])[1]).not.toContain('--engine');
  });

  it('names parameters and is safe to paste', () => {
    const odd = { ...arm('mixed', []), id: "mnist:official/convnet(sizes=1/2)/block1+block3-pooled/mixed(share=0.25); rm -rf '~'" };
    expect(commands(withPlan({ arms: [odd], cells: [] }))).toEqual([
      "exitbench run regimes --profile quick --dataset mnist:official --architecture 'convnet(sizes=1/2)' --regime 'mixed(share=0.25); rm -rf '\\''~'\\'''",
    ]);
  });

  it('warns where exits are an axis, which no option chooses', () => {
    const sparse = arms.map((a) => ({ ...a, id: a.id.replace('dense', 'sparse'), exits: { ...a.exits, placement: 'sparse' as const } }));
    expect(buildView(withPlan({ arms: [...arms, ...sparse] })).reproduce.notes.join(' ')).toContain('Exits cannot be chosen');
    expect(buildView(records).reproduce.notes.join(' ')).not.toContain('Exits cannot be chosen');
  });
});
