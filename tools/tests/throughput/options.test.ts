import { describe, expect, it } from 'vitest';

import { MATCHES } from '../../throughput/contenders.mjs';
import { NETWORKS } from '../../throughput/networks.mjs';
import { HELP, readOptions } from '../../throughput/options.mjs';

const planned = (...args: readonly string[]) => readOptions(args).plan.map(({ network, matches }) => [network.name, matches.map((m) => m.name).join(' ')]);

describe('the plan', () => {
  it('is all networks on the native engine, and three on wasm', () => {
    expect(planned()).toEqual([
      ['convnet', 'tensorflow wasm'], ['convnet-heads', 'tensorflow'], ['resnet8', 'tensorflow wasm'], ['resnet20', 'tensorflow wasm'],
      ['resnet34', 'tensorflow'], ['vit', 'tensorflow'], ['text', 'tensorflow'],
    ]);
  });

  it('has what is named, in the order of the table, on every engine that is named', () => {
    expect(planned('--networks', 'vit,convnet,vit', '--engines', 'wasm')).toEqual([['convnet', 'wasm'], ['vit', 'wasm']]);
    expect(planned('--engines', 'wasm').map(([name]) => name)).toEqual(['convnet', 'resnet8', 'resnet20']);
  });

  it('of a profile is one network on the native engine, unless another is named', () => {
    expect(planned('--profile', 'vit')).toEqual([['vit', 'tensorflow']]);
    expect(planned('--profile', 'vit', '--engines', 'wasm')).toEqual([['vit', 'wasm']]);
    expect([readOptions(['--profile', 'vit']).profile, readOptions([]).profile]).toEqual([true, false]);
  });
});

describe('numbers', () => {
  it('have defaults that are enough to publish', () => {
    expect(readOptions([])).toMatchObject({ rounds: 7, seconds: 5, cores: undefined, out: undefined, help: false });
    expect(readOptions(['--rounds', '5', '--seconds', '0.5', '--cores', '0,3', '--out', 'x', '--help'])).toMatchObject({ rounds: 5, seconds: 0.5, cores: [0, 3], out: 'x', help: true });
  });
});

describe('what is wrong', () => {
  it.each([
    [['--networks', 'resnet9'], /no network `resnet9` \(--networks\)\. There are convnet, .*text/],
    [['--networks', ','], /--networks names no network/],
    [['--engines', 'tensorflow,cpu'], /no engine `cpu` \(--engines\)\. There are tensorflow, wasm/],
    [['--rounds', '2.5'], /--rounds must be a whole number, not `2\.5`/],
    [['--rounds', '0'], /--rounds must be a number above 0, not `0`/],
    [['--seconds', 'five'], /--seconds must be a number above 0, not `five`/],
    [['--cores', '0-1'], /--cores takes numbers of cores such as `0,1`, not `0-1`/],
    [['--profile', 'vit,text'], /--profile takes one network/],
    [['--profile', 'vit', '--networks', 'vit'], /leave --networks out/],
    [['--round', '5'], /--round/],
    [['vit'], /vit/],
  ])('is said: %j', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});

it('explains every network, every engine and every option', () => {
  for (const { name } of [...NETWORKS, ...MATCHES]) expect(HELP).toContain(`\n  ${name} `);
  for (const option of ['networks', 'engines', 'rounds', 'seconds', 'cores', 'out', 'profile', 'help']) expect(HELP).toContain(`\n  --${option} `);
});

it('compares bfloat16 with bfloat16, and two processes with two', () => {
  const sides = MATCHES.map(({ name, precision, contenders }) => {
    const [ours, reference] = contenders('python');
    return [name, precision, ours.copies, reference.copies, ours.env['ONEDNN_DEFAULT_FPMATH_MODE'], reference.command.includes('--bf16')];
  });
  expect(sides).toEqual([
    ['tensorflow', 'fp32', 1, 1, undefined, false],
    ['wasm', 'fp32', 1, 1, undefined, false],
    ['tensorflow-bf16', 'bf16', 1, 1, 'BF16', true],
    ['tensorflow-x2', 'fp32', 2, 2, undefined, false],
  ]);
});
