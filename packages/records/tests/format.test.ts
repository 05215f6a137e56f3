import { describe, expect, it } from 'vitest';

import { formatRecords, withoutTimings } from '../src/index.ts';
import { completed, diverged, environment, header, value } from './example.ts';

describe('formatRecords', () => {
  it('gives the same bytes for every order', () => {
    const ordered = formatRecords([header, environment, completed, diverged, value]);
    expect(formatRecords([value, diverged, completed, environment, header])).toBe(ordered);
    expect(ordered.split('\n').map((l) => /"kind":"(header|environment|cell|value)"/.exec(l)?.[1])).toEqual(['header', 'environment', 'cell', 'cell', 'value', undefined]);
  });

  it('refuses no header and two', () => {
    expect(() => formatRecords([environment])).toThrow('there are 0');
    expect(() => formatRecords([header, header])).toThrow('there are 2');
  });

  it('refuses a record against its schema and numbers that JSON has not', () => {
    expect(() => formatRecords([header, { ...completed, status: 'bored' } as never])).toThrow('`status`');
    expect(() => formatRecords([header, { ...value, result: { x: NaN } }])).toThrow('NaN');
  });
});

describe('withoutTimings', () => {
  const slower = { ...completed, nodes: completed.nodes.map((n) => ({ ...n, coreSeconds: 99, peakMemory: 7 })) };

  it('makes runs equal that differ in time and memory', () => {
    expect(formatRecords(withoutTimings([header, slower]))).toBe(formatRecords(withoutTimings([header, completed])));
  });

  it('keeps a difference in anything else', () => {
    const other = { ...completed, nodes: completed.nodes.map((n) => ({ ...n, name: 'other' })) };
    expect(formatRecords(withoutTimings([header, other]))).not.toBe(formatRecords(withoutTimings([header, completed])));
  });

  it('leaves out volatile metrics', () => {
    const timed = { ...header, plan: { ...header.plan, metrics: header.plan.metrics.map((m) => ({ ...m, volatile: true })) } };
    expect(withoutTimings([timed, value])).toEqual([timed]);
    expect(withoutTimings([header, value])).toEqual([header, value]);
  });
});
