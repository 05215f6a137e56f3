import { describe, expect, it } from 'vitest';

import { alternate, loadAndCompare } from '../../throughput/alternate.mjs';
import { networkNamed } from '../../throughput/networks.mjs';

const OUTPUTS = { logits: [[1, -2]], losses: [2, 1.9] };

/** A side of some processes that write down what they are asked, and of which each step takes so many milliseconds. */
function side(name: string, asked: string[], ms: number, { outputs = OUTPUTS, copies = 1 } = {}) {
  const answers = { export: {}, load: {}, check: outputs, measure: { median: ms, min: ms, cpu: 3 * ms, wall: 3 * ms, steps: 3 } };
  const ask = (request: object) => {
    const what = (request as { do: keyof typeof answers }).do;
    asked.push(`${name} ${what}`);
    return Promise.resolve(answers[what]);
  };
  return { name, children: Array.from({ length: copies }, () => ({ hello: {}, ask, end: () => Promise.resolve() })) };
}

const pair = (asked: string[], outputs = OUTPUTS) => ({
  name: 'tensorflow', precision: 'fp32' as const, ours: side('ours', asked, 20), reference: side('torch', asked, 10, { outputs }),
});

describe('alternate', () => {
  it('lets both measure in turn, after one turn that does not count', async () => {
    const asked: string[] = [];
    const [row] = await alternate(networkNamed('convnet'), 'train', [pair(asked)], { rounds: 3, seconds: 1 });
    expect(asked).toEqual(Array.from({ length: 4 }, () => ['ours measure', 'torch measure']).flat());
    // 50 samples in 20 and in 10 ms.
    expect(row).toMatchObject({ match: 'tensorflow', network: 'convnet', what: 'train', batch: 50, summary: { ours: 2500, reference: 5000, ratio: 0.5 } });
    expect(row?.rounds).toHaveLength(3);
  });

  it('adds up what processes do side by side', async () => {
    const asked: string[] = [];
    const pairs = [{ ...pair(asked), ours: side('ours', asked, 20, { copies: 2 }) }];
    const [row] = await alternate(networkNamed('convnet'), 'infer', pairs, { rounds: 1, seconds: 1 });
    expect(row?.summary).toMatchObject({ ours: 5000, ratio: 1 });
  });
});

describe('loadAndCompare', () => {
  it('writes samples and weights once, and compares before anything is measured', async () => {
    const asked: string[] = [];
    expect(await loadAndCompare(networkNamed('convnet'), [pair(asked)], 'folder')).toEqual([{ match: 'tensorflow', apart: { logits: 0, loss: 0, drop: 0 } }]);
    expect(asked).toEqual(['ours export', 'ours load', 'ours check', 'torch load', 'torch check']);
  });

  it.each([
    ['a logit', { ...OUTPUTS, logits: [[1, -2.01]] }],
    ['the loss of a step', { ...OUTPUTS, losses: [2.001, 1.901] }],
    ['what a step does to the loss', { ...OUTPUTS, losses: [2, 1.91] }],
    ['a logit that is no number', { ...OUTPUTS, logits: [[1, NaN]] }],
  ])('refuses sides that differ in %s', async (_, outputs) => {
    await expect(loadAndCompare(networkNamed('convnet'), [pair([], outputs)], 'folder')).rejects.toThrow('`ours` and `torch` compute different things from the same weights');
  });
});
