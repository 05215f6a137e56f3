import { describe, expect, it } from 'vitest';

import { type RecordFilter, buildView, renderMarkdown } from '../src/index.ts';
import { arm, arms, environment, header, records } from './example.ts';
import { wide } from './wide.ts';

/** The code, place and remedy of an error. */
function failure(only: RecordFilter, of = records): object {
  try {
    buildView(of, only);
  } catch (error) {
    return error as object;
  }
  return {};
}

describe('a part of a report', () => {
  it('is of what its filters name, by id, title or label', () => {
    for (const regime of ['regime-mixed', 'mixed']) expect(buildView(records, { regime: [regime] }).cells).toEqual({ planned: 3, completed: 3 });
    expect(buildView(records, { dataset: ['Digits'], seed: ['0', '2'] }).cells).toEqual({ planned: 6, completed: 5 });
  });

  it('says that it is a part', () => {
    const text = renderMarkdown(buildView(records, { regime: ['joint', 'mixed'], seed: ['0'] }));
    expect(text).toContain('Only a part of the records is shown: `regime joint or mixed`, `seed 0`.');
    expect(renderMarkdown(buildView(records))).not.toContain('Only a part');
  });

  it('has comparisons of several cells only with all of them', () => {
    const tables = (only: RecordFilter): readonly string[] => buildView(wide, only).groups.flatMap((g) => g.tables.map((t) => t.caption));
    expect(tables({ seed: ['0'] })).toContain('Versus');
    expect(tables({ regime: ['joint'] })).not.toContain('Versus');
  });

  it('suggests the name that was meant', () => {
    expect(failure({ regime: ['mixxed'] })).toMatchObject({ code: 'unknown-name', at: '--regime', hint: expect.stringContaining('Did you mean `mixed`?') as string });
  });

  it('takes no part of a name for a label', () => {
    const at = (id: string, epochs: readonly number[] = [10]): string => {
      const of = [{ ...header, plan: { ...header.plan, epochs, arms: [...arms, { ...arm('late', []), id }] } }, environment];
      return String((failure({ regime: ['zzz'] }, of) as { readonly hint?: string }).hint);
    };
    expect(at('d/a/dense/it(share=1/2)')).toContain('`it(share=1/2)`');
    expect(at('d/a/dense/it/t10', [10, 20])).toContain('`it`');
    expect(at('d/a/x)/dense/it')).not.toContain('`dense`');
    expect(at('d/a/dense/up/it')).not.toContain('`up`');
  });

  it('names the filter to relax where nothing is left', () => {
    const elsewhere = { ...arm('late', [], { excluded: 'No.', network: null, budget: null }), id: 'd/a/dense/late' };
    const of = [{ ...header, plan: { ...header.plan, arms: [...arms, elsewhere] } }, environment];
    expect(failure({ regime: ['late'], seed: ['0'] }, of)).toMatchObject({ code: 'nothing-selected', hint: 'Leave out --regime.' });
    expect(failure({ regime: [] })).toMatchObject({ code: 'nothing-selected', hint: 'Leave out --regime.' });
    expect(failure({ regime: [], seed: [] })).toMatchObject({ code: 'nothing-selected', hint: 'Leave out more than one of --regime, --seed.' });
  });
});

describe('bad records', () => {
  it('are refused by name: two headers, none, cells of another plan', () => {
    expect(failure({}, [...records, header])).toMatchObject({ code: 'bad-record', message: expect.stringContaining('two headers') as string });
    expect(failure({}, records.slice(1))).toMatchObject({ code: 'bad-record', message: expect.stringContaining('no header') as string });
    const foreign = { kind: 'cell' as const, cell: 'e/a/dense/joint/0', status: 'completed' as const, reason: null, log: [], nodes: [] };
    expect(failure({}, [...records, foreign])).toMatchObject({ code: 'bad-record', message: expect.stringContaining('`e/a/dense/joint/0` is not of this plan') as string });
    expect(failure({})).toEqual({});
  });
});
