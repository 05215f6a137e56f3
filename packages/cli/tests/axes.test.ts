import { defineBenchmark, use } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { benchmark } from './benchmark.ts';
import { exitbench } from './terminal.ts';

const [joint, late] = benchmark.regimes;
const [metric] = benchmark.metrics;
if (joint === undefined || late === undefined || metric === undefined || 'plugin' in joint || 'plugin' in metric) throw new Error('The tiny benchmark has two regimes and a metric.');

/** Two budgets, a control in another order of the data, and a metric for the first seed. */
const wide = defineBenchmark({
  ...benchmark, id: 'wide', epochs: [2, 1], regimes: [joint, use(joint, {}, { role: 'control', order: 1 })], metrics: [use(metric, {}, { only: { seeds: 1 } })],
});
const say = (...args: readonly string[]): ReturnType<typeof exitbench> => exitbench(args, { benchmarks: [wide] });

describe('several budgets', () => {
  it('are told by plan and list', async () => {
    const { out } = await say('plan', '--profile', 'smoke');
    expect(out).toContain('training budgets: 1, 2 epochs');
    expect(out).toMatch(/none:computed\/two\/dense-plain\/joint@order1\/t2 \(control\) +[\d.]+ k MAC/);
    expect((await say('list')).out).toContain('  epochs: 1, 2');
    // Negative control: of one budget nothing is said.
    expect((await exitbench(['plan', '--profile', 'smoke'])).out).not.toContain('training budgets');
  });

  it('are selected by their epochs', async () => {
    const { out } = await say('plan', '--profile', 'smoke', '--epochs', '2');
    expect(out).toContain('4 cells of 2 arms');
    expect(out).not.toContain('/t1');
    expect(await say('plan', '--profile', 'smoke', '--epochs', '3')).toMatchObject({ code: 64, err: expect.stringContaining('There is no budget of epochs `3`.') as string });
    expect(await say('plan', '--profile', 'smoke', '--epochs', 'two')).toMatchObject({ code: 64, err: expect.stringContaining('not a number above 0') as string });
    expect(await say('plan', '--diff', '--epochs', '2')).toMatchObject({ code: 64, err: expect.stringContaining('as a whole') as string });
  });
});

describe('results that there will not be', () => {
  const reason = 'The benchmark asks for it on seed 0 only.';

  it('are told by plan once for all cells, and by explain for the cell', async () => {
    expect((await say('plan', '--profile', 'smoke')).out).toContain(`not computed: metric-nothing for 4 of 8 cells, such as none:computed/two/dense-plain/joint/t1/1: ${reason}`);
    expect((await say('explain', 'joint/t1/1', '--profile', 'smoke')).out).toContain(`  not computed: metric-nothing: ${reason}`);
    expect(JSON.parse((await say('explain', 'joint/t1/1', '--profile', 'smoke', '--json')).out)).toMatchObject({ plans: [{ without: [{ metric: 'metric-nothing', reason }] }] });
    expect((await say('explain', 'joint/t1/0', '--profile', 'smoke')).out).not.toContain('not computed');
    expect((await exitbench(['plan', '--profile', 'smoke'])).out).not.toContain('not computed');
  });
});
