import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { formatRecords, parseRecords } from '../src/index.ts';
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
    expect(failure(historic.replace('"schema":2', '"schema":3')).message).toContain('`plan.epochs` must be array');
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

  it('refuses a file that does not start with its header', () => {
    expect(failure(`${lines.slice(1).join('\n')}\n`)).toMatchObject({ code: 'bad-record', at: 'records.jsonl:1' });
    expect(failure('')).toMatchObject({ code: 'bad-record' });
  });

  it('refuses a cell that is not planned and a cell told twice', () => {
    expect(failure(text.replace('"cell":"a/d/joint/1"', '"cell":"a/d/joint/2"'))).toMatchObject({ code: 'unknown-name', at: 'records.jsonl:4' });
    expect(failure(`${text}${lines[3]}\n`)).toMatchObject({ code: 'bad-record', at: 'records.jsonl:6' });
  });
});
