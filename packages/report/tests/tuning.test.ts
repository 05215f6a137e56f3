import type { CellRecord, NodeOutcome, PlannedNode, RunRecord } from '@exitbench/records';
import { describe, expect, it } from 'vitest';

import { type ReportView, type TableView, buildView, renderMarkdown, warningText } from '../src/index.ts';
import { arm, completed, environment, header } from './example.ts';

const seed = (root: number): { root: number; init: number; order: number; augment: number } => ({ root, init: root, order: root, augment: root });
const key = (name: string): string => Buffer.from(name).toString('hex').padStart(64, '0');
const planned = (kind: PlannedNode['kind'], name: string, after: readonly string[]): PlannedNode => ({ kind, name, key: key(name), recipe: key(name), after: after.map(key) });
const phase = (name: string, coreSeconds: number, macs: number): NodeOutcome => ({
  key: key(name), kind: 'phase', name, coreSeconds, peakMemory: null, selection: null, training: { steps: 1, macs, history: [] },
});
const select = (name: string, rate: number, scores: readonly (number | null)[]): NodeOutcome => ({
  key: key(name), kind: 'select', name, coreSeconds: 0.5, peakMemory: null, training: null,
  selection: { rate, trials: [0.1, 0.2].map((r, i) => ({ rate: r, score: scores[i] ?? null })) },
});

/** Joint training of two seeds; the trial at 0.2 takes 3 s. */
const trials = [phase('joint at 0.1', 5, 100), phase('joint at 0.2', 3, 100)];
const own = [phase('joint 0', 3, 100), phase('joint 1', 4, 100)];

function records(choice: NodeOutcome, done: readonly NodeOutcome[] = trials, arms = [arm('joint', [{ name: 'everything', steps: 1, macs: 100 }])]): readonly RunRecord[] {
  const needed = ['joint at 0.1', 'joint at 0.2', 'predict 0.1', 'predict 0.2', 'rate'].map(key);
  const cells = [0, 1].map((root) => ({ id: `d/a/dense/joint/${root}`, arm: 'd/a/dense/joint', seed: seed(root), phases: [key(`joint ${root}`)], nodes: [...needed, key(`joint ${root}`)] }));
  const nodes = [
    planned('phase', 'joint at 0.1', []), planned('phase', 'joint at 0.2', []), planned('predict', 'predict 0.1', ['joint at 0.1']),
    planned('predict', 'predict 0.2', ['joint at 0.2']), planned('select', 'rate', ['predict 0.1', 'predict 0.2']),
    planned('phase', 'joint 0', ['rate']), planned('phase', 'joint 1', ['rate']),
  ];
  const of = (root: 0 | 1): CellRecord => completed(`d/a/dense/joint/${root}`, [...done, choice, own[root] as NodeOutcome]);
  const plan = { ...header.plan, arms, cells, nodes, metrics: [], tune: { lr: [0.1, 0.2], seed: seed(0) } };
  return [{ ...header, plan }, environment, of(0), of(1)];
}

const tableOf = (view: ReportView, caption: string): TableView | undefined => view.groups[0]?.tables.find((t) => t.caption.includes(caption));
const chosen = select('rate', 0.2, [0.8, 0.85]);

describe('learning rates', () => {
  it('are shown with the scores of their trials', () => {
    const table = tableOf(buildView(records(chosen)), 'Learning rates');
    expect(table?.columns.map((c) => c.label)).toEqual(['regime', 'phase', 'chosen', '0.1', '0.2']);
    expect(renderMarkdown(buildView(records(chosen)))).toContain('| joint  | everything |    0.2 | 80.00 | 85.00 |');
    expect(table?.notes.join(' ')).toContain('on seed 0');
  });

  it('are warned of where they are the last that was tried', () => {
    const edges = (choice: NodeOutcome): readonly unknown[] => buildView(records(choice)).warnings.filter((w) => w.kind === 'rate-at-edge');
    expect(edges(chosen)).toEqual([{ kind: 'rate-at-edge', lowest: 0, highest: 1, of: 1 }]);
    expect(edges(select('rate', 0.1, [0.9, 0.85]))).toEqual([{ kind: 'rate-at-edge', lowest: 1, highest: 0, of: 1 }]);
    const three = { ...chosen, selection: { rate: 0.2, trials: [0.1, 0.2, 0.4].map((rate) => ({ rate, score: rate === 0.4 ? null : 0.8 })) } };
    expect(edges(three)).toEqual([]); // the next one diverged: it was tried
    expect(buildView(records(chosen)).warnings.map(warningText).join(' ')).toContain('The learning rate that was chosen is, of those tried, the highest in 1 of 1 choices: a better one may lie beyond');
  });

  it('show a trial that diverged', () => {
    const text = renderMarkdown(buildView(records(select('rate', 0.1, [0.8, null]), trials.slice(0, 1))));
    expect(text).toContain('| joint  | everything |    0.1 | 80.00 | diverged |');
  });

  it('show errors as errors in regression', () => {
    const network = { task: { kind: 'regression', range: [0, 1] }, exits: ['block0'], costs: { base: 1, exits: [1] }, parameters: 1 } as const;
    const arms = [arm('joint', [{ name: 'everything', steps: 1, macs: 100 }], { network })];
    const text = renderMarkdown(buildView(records(select('rate', 0.2, [-0.5, -0.25]), trials, arms)));
    expect(text).toContain('mean squared error of each trial');
    expect(text).toContain('|    0.2 | 0.5 | 0.25 |');
  });

  it('are not spoken of where nothing was tuned', () => {
    const [first, ...rest] = records(chosen);
    const untuned = [{ ...first, plan: { ...(first as typeof header).plan, tune: null } } as RunRecord, ...rest];
    const text = renderMarkdown(buildView(untuned));
    for (const words of ['Learning rates', 'tuning', 'trials']) expect(text).not.toContain(words);
  });
});

describe('the cost of tuning', () => {
  const view = buildView(records(chosen));

  it('is not in the arms’ costs', () => {
    const row = tableOf(view, 'Training cost')?.rows[0];
    expect(row?.[1]).toEqual({ kind: 'amount', value: 100, unit: 'MAC' });
    // (3 + 4) / 2 alone, 3 + 4 attributed.
    expect(row?.[3]).toMatchObject({ estimate: { mean: 3.5, n: 2 } });
    expect(row?.[4]).toEqual({ kind: 'amount', value: 7, unit: 's' });
  });

  it('is what trials took beside the first seed’s own training, and adds up with it', () => {
    // Trials 5 + 3, of which the second is seed 0's training; phases in all 5 + 3 + 4.
    expect(view.facts.find(([label]) => label === 'tuning')?.[1]).toMatch(/^2 trials; 5 core-seconds and 100 multiply-accumulates beside/);
    expect(view.facts.find(([label]) => label === 'core-seconds')?.[1]).toContain('phase 12');
  });
});
