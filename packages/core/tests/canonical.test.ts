import { describe, expect, it } from 'vitest';

import { type ExitbenchError, type Json, canonicalJson } from '../src/index.ts';
import { anyJson, testStream } from './support/arbitrary.ts';

function refusal(value: unknown): { readonly code: string; readonly message: string; readonly at: string | undefined } {
  try {
    canonicalJson(value);
  } catch (error) {
    const { code, message, at } = error as ExitbenchError;
    return { code, message, at };
  }
  throw new Error('It was not refused.');
}

/** The same value with keys in the opposite order. */
function reversed(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => reversed(item));
  return Object.fromEntries(Object.entries(value).toReversed().map(([key, item]) => [key, reversed(item as Json)]));
}

describe('canonicalJson', () => {
  it('writes the example of RFC 8785, section 3.2.3: keys in order of UTF-16 code units', () => {
    const value = { '\u20ac': 'Euro Sign', '\r': 'Carriage Return', '\ufb33': 'Hebrew Letter Dalet With Dagesh', 1: 'One', '\ud83d\ude00': 'Emoji: Grinning Face', '\u0080': 'Control', '\u00f6': 'Latin Small Letter O With Diaeresis' };
    expect(canonicalJson(value)).toBe(
      '{"\\r":"Carriage Return","1":"One","\u0080":"Control","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","😀":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    );
  });

  it('writes numbers as RFC 8785, appendix B', () => {
    expect(canonicalJson([333333333.3333333, 1e30, 4.5, 2e-3, 1e-27, 5e-324, 1.7976931348623157e308, 9007199254740992, 295147905179352830000, 0.000001, 1e21])).toBe(
      '[333333333.3333333,1e+30,4.5,0.002,1e-27,5e-324,1.7976931348623157e+308,9007199254740992,295147905179352830000,0.000001,1e+21]',
    );
  });

  it('escapes what JSON must escape and nothing else', () => {
    expect(canonicalJson('€$\u000f\nA\'B"\\/\u2028')).toBe('"€$\\u000f\\nA\'B\\"\\\\/\u2028"');
  });

  it('writes literals, nested and empty values without white space', () => {
    expect(canonicalJson({ b: [true, false, null, []], a: {} })).toBe('{"a":{},"b":[true,false,null,[]]}');
  });

  it('sorts keys that look like numbers as text', () => {
    expect(canonicalJson({ 9: 0, 10: 0 })).toBe('{"10":0,"9":0}');
  });

  it('writes a value that appears twice', () => {
    const shared = { x: 1 };
    expect(canonicalJson([shared, shared])).toBe('[{"x":1},{"x":1}]');
  });

  it('takes objects without a prototype', () => {
    expect(canonicalJson(Object.assign(Object.create(null) as object, { a: 1 }))).toBe('{"a":1}');
  });
});

describe('canonicalJson of 500 generated values', () => {
  const values = Array.from({ length: 500 }, (_, i) => anyJson(testStream('canonical', i)));

  it('is JSON of the same value', () => {
    expect(values.map((v) => JSON.parse(canonicalJson(v)) as Json)).toEqual(values);
  });

  it('does not depend on the order of keys, which JSON does', () => {
    expect(values.map((v) => canonicalJson(reversed(v)))).toEqual(values.map((v) => canonicalJson(v)));
    expect(values.map((v) => JSON.stringify(reversed(v)))).not.toEqual(values.map((v) => JSON.stringify(v)));
  });

  it('differs where values differ', () => {
    const texts = new Set(values.map((v) => canonicalJson(v)));
    const distinct = values.filter((v, i) => values.findIndex((w) => JSON.stringify(sorted(w)) === JSON.stringify(sorted(v))) === i);
    expect(texts.size).toBe(distinct.length);
    expect(texts.size).toBeGreaterThan(200);
  });
});

describe('canonicalJson refuses', () => {
  it('undefined, at its path', () => {
    expect(refusal({ a: [1, { b: undefined }] })).toEqual({ code: 'not-canonical', message: 'JSON would silently change undefined.', at: '$.a[1].b' });
  });

  it('NaN, infinities and negative zero', () => {
    expect([refusal(NaN).message, refusal(-Infinity).message, refusal([-0]).message]).toEqual([
      'JSON would silently change the number NaN.', 'JSON would silently change the number -Infinity.', 'JSON would silently change negative zero.',
    ]);
  });

  it('functions, symbols and bigints', () => {
    expect([refusal(() => 1).message, refusal(Symbol('s')).message, refusal(1n).message]).toEqual([
      'JSON would silently change function.', 'JSON would silently change symbol.', 'JSON would silently change bigint.',
    ]);
  });

  it('dates, maps, sets, typed arrays, boxed numbers and instances of classes', () => {
    class Point {
      readonly x = 1;
    }
    const values = [new Date(0), new Map(), new Set(), Float32Array.of(0.1), Object(1), new Point()];
    expect(values.map((v) => refusal(v).message)).toEqual([
      'JSON would silently change an instance of Date.', 'JSON would silently change an instance of Map.', 'JSON would silently change an instance of Set.',
      'JSON would silently change an instance of Float32Array.', 'JSON would silently change an instance of Number.', 'JSON would silently change an instance of Point.',
    ]);
  });

  it('holes in arrays', () => {
    const sparse: number[] = [];
    sparse[1] = 1;
    expect(refusal(sparse).at).toBe('$[0]');
  });

  it('names in arrays and classes of arrays', () => {
    class List extends Array<number> {}
    expect(refusal(Object.assign([1], { name: 'x' })).message).toContain('an array with named properties');
    expect(refusal(List.of(1)).message).toContain('a class of arrays');
  });

  it('symbol keys', () => {
    expect(refusal({ a: { [Symbol('s')]: 1 } }).at).toBe('$.a');
  });

  it('an object that would write itself', () => {
    expect(refusal({ toJSON: () => 1 }).at).toBe('$.toJSON');
  });

  it('cycles', () => {
    const a: { b?: unknown } = {};
    a.b = [a];
    expect(refusal(a)).toEqual({ code: 'not-canonical', message: 'JSON would silently change a cycle.', at: '$.b[0]' });
  });

  it('lone surrogates in texts and keys', () => {
    expect([refusal('a\ud83d').message, refusal({ '\ude00': 1 }).message]).toEqual([
      'JSON would silently change a string with a lone surrogate.', 'JSON would silently change a key with a lone surrogate.',
    ]);
  });
});

// ---------------------------------------------------------------------------------------------------------------------

/** The value as nested sorted entries: an independent form in which equal values are equal. */
function sorted(value: Json): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => sorted(item));
  return { entries: Object.entries(value).map(([k, v]) => [k, sorted(v as Json)]).toSorted((a, b) => ((a[0] as string) < (b[0] as string) ? -1 : 1)) };
}
