import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { STATUSES, formatRecords, parseRecords } from '../src/index.ts';
import { completed, diverged, environment, header, value } from './example.ts';

const all = [header, environment, completed, diverged, value];
const text = formatRecords(all);
const lines = text.trimEnd().split('\n');

/** The code, place and remedy of the error that reading some lines throws. */
function failure(given: string): { code?: unknown; at?: unknown; hint?: unknown; message?: unknown } {
  try {
    parseRecords(given);
  } catch (error) {
    return error as object;
  }
  return {};
}

describe('parseRecords', () => {
  it('reads what was written', () => {
    expect(parseRecords(text)).toEqual(all);
  });

  it('reads a file of schema 3 as it was written then, byte for byte', () => {
    const historic = readFileSync(new URL('fixtures/schema3.jsonl', import.meta.url), 'utf8');
    expect(formatRecords(parseRecords(historic))).toBe(historic);
    expect(parseRecords(historic)).toEqual(all);
  });

  it('reads a file of schema 2, which knew one budget, one order of the data, and one way of showing', () => {
    const historic = readFileSync(new URL('fixtures/schema2.jsonl', import.meta.url), 'utf8');
    expect(historic).toMatch(/"epochs":2,.*"shows":\{/);
    expect(historic).not.toMatch(/"order":0,"params"|"only"/);
    // The example as it was written then: what is new has the value that was meant.
    expect(parseRecords(historic)).toEqual(all);
    expect(failure(historic.replace('"schema":2', '"schema":3,"lines":5')).message).toContain('`plan.epochs` must be array');
  });

  it('reads a file of schema 1, which knew no tuning and no sources', () => {
    const historic = readFileSync(new URL('fixtures/schema1.jsonl', import.meta.url), 'utf8');
    expect(historic).not.toMatch(/"tune"|"sources"/);
    // The example as it was written then, but for what is new.
    expect(parseRecords(historic)).toEqual([{ ...header, plan: { ...header.plan, sources: [] } }, ...all.slice(1)]);
  });

  it('names the line that is cut off', () => {
    const cut = text.slice(0, -20);
    expect(failure(cut)).toMatchObject({ code: 'bad-record', at: 'records.jsonl:5', message: 'The last line is cut off.' });
  });

  it('knows a file that was cut between two lines, or has one too many', () => {
    expect(failure(`${lines.slice(0, 4).join('\n')}\n`)).toMatchObject({ code: 'bad-record', at: 'records.jsonl:4', message: 'The file is cut off: 5 lines were written, 4 are there.' });
    expect(failure(`${text}${lines[1]}\n`)).toMatchObject({ code: 'bad-record', message: 'The file has 6 lines; 5 were written.' });
    expect(failure(text.replace('"lines":5,', '')).message).toContain('lines');
    expect(parseRecords(formatRecords([header, environment]))).toEqual([header, environment]);
  });

  it('names the line that is not JSON', () => {
    expect(failure(text.replace('"status":"diverged"', '"status":diverged'))).toMatchObject({ code: 'bad-record', at: 'records.jsonl:4' });
  });

  it('suggests the kind that was meant', () => {
    const error = failure(text.replace('"kind":"value"', '"kind":"valeu"'));
    expect(error).toMatchObject({ code: 'unknown-name', at: 'records.jsonl:5' });
    expect(error.hint).toContain('Did you mean `value`?');
  });

  it('asks to upgrade for a newer schema, whatever else is in the file', () => {
    const error = failure(`${text.replace('"schema":3', '"schema":4')}{"kind":"surprise"}\n`);
    expect(error).toMatchObject({ code: 'bad-record', at: 'records.jsonl:1' });
    expect(error.hint).toContain('Upgrade');
  });

  it('refuses a status that is not in the union', () => {
    const error = failure(text.replace('"status":"diverged"', '"status":"bored"'));
    expect(error).toMatchObject({ code: 'bad-record', at: 'records.jsonl:4' });
    expect(error.message).toContain('`status`');
  });

  it('refuses a field that the schema does not know', () => {
    expect(failure(text.replace('"cpu":', '"host":"me","cpu":')).message).toContain('`host`');
  });

  it('names the second header of a joined file before it looks at schemas, whichever is the older', () => {
    const old = readFileSync(new URL('fixtures/schema2.jsonl', import.meta.url), 'utf8');
    for (const [first, second] of [[text, old], [old, text], [text, text]] as const) {
      expect(failure(first + second)).toMatchObject({ code: 'bad-record', message: 'There are two headers.', at: `records.jsonl:${first.trimEnd().split('\n').length + 1}`, hint: 'Two files were joined; read them one at a time.' });
    }
  });

  it('refuses a file that does not start with its header', () => {
    expect(failure(`${lines.slice(1).join('\n')}\n`)).toMatchObject({ code: 'bad-record', at: 'records.jsonl:1' });
    expect(failure('')).toMatchObject({ code: 'bad-record' });
  });

  it('refuses a cell that is not planned and a cell told twice', () => {
    expect(failure(text.replace('"cell":"a/d/joint/1"', '"cell":"a/d/joint/2"'))).toMatchObject({ code: 'unknown-name', at: 'records.jsonl:4' });
    expect(failure(`${text}${lines[3]}\n`)).toMatchObject({ code: 'bad-record', at: 'records.jsonl:6' });
  });

  it('refuses two values of a metric for one cell', () => {
    const again = formatRecords([...all, { ...value, result: { exits: ['block0', 'classifier'], test: [0.1, 0.2] } }]);
    expect(failure(again)).toMatchObject({ code: 'bad-record', at: 'records.jsonl:6', message: 'There are two values of `metric-m` for one cell.' });
  });

  it('refuses a value of a cell that cannot have one', () => {
    expect(failure(formatRecords([...all, { ...value, cells: ['a/d/joint/1'] }]))).toMatchObject({
      code: 'bad-record', at: 'records.jsonl:6', message: 'There is a value of `metric-m` for the cell `a/d/joint/1`, which is diverged.',
    });
    expect(failure(formatRecords([header, environment, diverged, value])).message).toBe('There is a value of `metric-m` for the cell `a/d/joint/0`, which is not told of.');
    // Another of its metrics failed.
    const analysis = { key: '3'.repeat(64), kind: 'analyse', name: 'metric-m', coreSeconds: null, peakMemory: null, training: null, selection: null } as const;
    expect(failure(formatRecords([...all, { ...value, cells: ['a/d/joint/1'] }].map((r) => (r === diverged ? { ...diverged, status: 'failed' as const, nodes: [analysis] } : r))))).toEqual({});
  });

  it('refuses a cell that did not complete and of which nothing is missing', () => {
    for (const status of STATUSES.filter((s) => s !== 'completed')) {
      expect(failure(text.replace('"status":"completed"', `"status":"${status}"`))).toMatchObject({
        code: 'bad-record', at: 'records.jsonl:3', message: `The cell \`a/d/joint/0\` is ${status}, and all of its nodes completed.`,
      });
    }
  });
});
