import { Ajv } from 'ajv';
import { describe, expect, expectTypeOf, it } from 'vitest';

import { type ExitbenchError, type ParamValues, flag, int, ints, oneOf, paramsSchema, paramsTable, real, resolveParams } from '../src/index.ts';

const params = {
  width: int({ default: 8, minimum: 1, maximum: 64, description: 'Channels of the first block.' }),
  share: real({ default: 0.5, minimum: 0, maximum: 1, description: 'Share of the budget.' }),
  scale: real({ default: 1, minimum: 0, description: 'Factor on the rate, old | new.' }),
  bias: flag({ default: false, description: 'Whether layers have biases.' }),
  pool: oneOf(['max', 'average'], { default: 'max', description: 'Kind of pool.' }),
  strides: ints({ default: [1, 2], minimum: 1, maxItems: 3, description: 'Stride of each block.' }),
};

const DEFAULTS = { width: 8, share: 0.5, scale: 1, bias: false, pool: 'max', strides: [1, 2] };

function failure(given: { readonly [name: string]: unknown }): { readonly code: string; readonly message: string; readonly at: string | undefined; readonly hint: string | undefined } {
  try {
    resolveParams(params, given, 'bench.params');
  } catch (error) {
    const { code, message, at, hint } = error as ExitbenchError;
    return { code, message, at, hint };
  }
  throw new Error('It was accepted.');
}

describe('resolveParams', () => {
  it('fills in defaults', () => {
    expect(resolveParams(params, {}, 'x')).toEqual(DEFAULTS);
    expect(resolveParams(params, { width: undefined }, 'x')).toEqual(DEFAULTS);
  });

  it('takes what is given, falsy values too', () => {
    const given = { width: 1, share: 0, bias: true, pool: 'average', strides: [3] };
    expect(resolveParams(params, given, 'x')).toEqual({ ...given, scale: 1 });
  });

  it('suggests the nearest name for an unknown one', () => {
    expect(failure({ widht: 3 })).toMatchObject({ code: 'unknown-name', message: 'There is no parameter `widht`.', at: 'bench.params.widht' });
    expect(failure({ widht: 3 }).hint).toContain('Did you mean `width`?');
  });

  it('says what is wanted, what was got, where, and what it means', () => {
    expect(failure({ width: 2.5 })).toEqual({
      code: 'bad-parameter', message: '`width` must be an integer from 1 to 64, not 2.5.', at: 'bench.params.width', hint: 'Channels of the first block.',
    });
  });

  it('names the range of each type', () => {
    expect([failure({ scale: -1 }), failure({ bias: 1 }), failure({ pool: 'mean' }), failure({ strides: [] })].map((f) => f.message)).toEqual([
      '`scale` must be a number of at least 0, not -1.',
      '`bias` must be true or false, not 1.',
      "`pool` must be one of `max`, `average`, not 'mean'.",
      '`strides` must be a list of 1 to 3, each an integer of at least 1, not [].',
    ]);
  });

  it('shows values that JSON would change', () => {
    expect([failure({ share: NaN }), failure({ share: null }), failure({ width: 1n }), failure({ bias: new Map() })].map((f) => f.message)).toEqual([
      '`share` must be a number from 0 to 1, not NaN.',
      '`share` must be a number from 0 to 1, not null.',
      '`width` must be an integer from 1 to 64, not 1n.',
      '`bias` must be true or false, not Map(0) {}.',
    ]);
  });

  it('checks defaults as well', () => {
    const wrong = { n: int({ default: 0, minimum: 1, description: 'N.' }) };
    expect(() => resolveParams(wrong, {}, 'x')).toThrow('`n` must be an integer of at least 1, not 0.');
  });
});

/** Values around every border: name, value, whether it is right. */
const CORPUS: readonly (readonly [keyof typeof params, unknown, boolean])[] = [
  ['width', 1, true], ['width', 64, true], ['width', 0, false], ['width', 65, false], ['width', 1.5, false], ['width', '8', false], ['width', null, false], ['width', true, false], ['width', [8], false],
  ['share', 0, true], ['share', 1, true], ['share', 0.3, true], ['share', -1e-9, false], ['share', 1.0000001, false], ['share', '0.5', false], ['share', null, false], ['share', {}, false],
  ['scale', 1e300, true], ['scale', -5e-324, false],
  ['bias', true, true], ['bias', false, true], ['bias', 0, false], ['bias', 'true', false], ['bias', null, false],
  ['pool', 'max', true], ['pool', 'average', true], ['pool', 'Max', false], ['pool', '', false], ['pool', 0, false], ['pool', ['max'], false],
  ['strides', [1], true], ['strides', [1, 2, 3], true], ['strides', [1, 2, 3, 4], false], ['strides', [], false], ['strides', [0], false], ['strides', [1.5], false], ['strides', ['1'], false], ['strides', 1, false], ['strides', { 0: 1, length: 1 }, false],
];

describe('paramsSchema', () => {
  const validate = new Ajv({ strict: true }).compile(paramsSchema(params));
  const accepted = (name: string, value: unknown): boolean => {
    try {
      resolveParams(params, { [name]: value }, 'x');
      return true;
    } catch {
      return false;
    }
  };

  it('has ajv agree with resolveParams on right and wrong values', () => {
    expect(CORPUS.map(([name, value]) => [name, value, validate({ [name]: value })])).toEqual(CORPUS);
    expect(CORPUS.map(([name, value]) => [name, value, accepted(name, value)])).toEqual(CORPUS);
  });

  it('refuses unknown names, and accepts none and all', () => {
    expect([validate({ widht: 3 }), validate({}), validate(DEFAULTS)]).toEqual([false, true, true]);
  });

  it('carries defaults and descriptions', () => {
    expect(paramsSchema({ bias: params.bias })).toEqual({
      type: 'object', additionalProperties: false, properties: { bias: { type: 'boolean', default: false, description: 'Whether layers have biases.' } },
    });
  });
});

describe('paramsTable', () => {
  it('has a row for each parameter', () => {
    expect(paramsTable(params).split('\n')).toEqual([
      '| parameter | values | default | meaning |',
      '|---|---|---|---|',
      '| `width` | an integer from 1 to 64 | `8` | Channels of the first block. |',
      '| `share` | a number from 0 to 1 | `0.5` | Share of the budget. |',
      '| `scale` | a number of at least 0 | `1` | Factor on the rate, old \\| new. |',
      '| `bias` | true or false | `false` | Whether layers have biases. |',
      '| `pool` | one of `max`, `average` | `"max"` | Kind of pool. |',
      '| `strides` | a list of 1 to 3, each an integer of at least 1 | `[1,2]` | Stride of each block. |',
    ]);
  });

  it('says when there are none', () => {
    expect(paramsTable({})).toBe('It has no parameters.');
  });
});

describe('ParamValues', () => {
  it('is what a declaration describes', () => {
    const values = resolveParams(params, {}, 'x');
    expectTypeOf(values).toEqualTypeOf<ParamValues<typeof params>>();
    expectTypeOf<ParamValues<typeof params>>().toEqualTypeOf<{
      readonly width: number;
      readonly share: number;
      readonly scale: number;
      readonly bias: boolean;
      readonly pool: 'max' | 'average';
      readonly strides: readonly number[];
    }>();
    // @ts-expect-error a word that is not among the values
    const wrong: ParamValues<typeof params>['pool'] = 'mean';
    expect(wrong).toBe('mean');
  });

  it('refuses a default that is not among the words', () => {
    // @ts-expect-error `mean` is not one of them
    const param = oneOf(['max', 'average'], { default: 'mean', description: 'Kind.' });
    expect(() => resolveParams({ param }, {}, 'x')).toThrow('one of `max`, `average`');
  });
});
