import { describe, expect, it } from 'vitest';

import { CHECKS } from '../src/checks.ts';
import { MUTANTS, checksTable, listChecks } from '../src/mutants/index.ts';
import { EXPECTED_CODES } from './expectedCodes.ts';

const kinds = Object.keys(CHECKS);
const codes: { readonly [kind: string]: { readonly [check: string]: string } } = EXPECTED_CODES;
const twins = [...new Set(MUTANTS.map((m) => m.twin))].map((twin) => ({ twin, kinds: [...new Set(MUTANTS.filter((m) => m.twin === twin).map((m) => m.kind))].join(), of: MUTANTS.find((m) => m.twin === twin)?.name }));

describe('what is sound passes', () => {
  it.each(twins)('the twin of a mutant of kind $kinds that $of', { timeout: 180_000 }, async ({ twin }) => {
    expect(await twin()).toEqual([]);
  });
});

describe.each(kinds)('a broken %s is rejected for its own reason', (kind) => {
  it.each(MUTANTS.filter((m) => m.kind === kind))('$check: $name', { timeout: 180_000 }, async ({ check, also = [], findings }) => {
    const found = await findings();
    const checks = new Set<string>(found.map((f) => f.check));
    expect(checks).toContain(check);
    expect([...checks].filter((c) => c !== check && !also.some((a) => a === c))).toEqual([]);
    expect(new Set(found.filter((f) => f.check === check).map((f) => f.code))).toEqual(new Set([codes[kind]?.[check]]));
  });
});

describe('checks × mutants', () => {
  it('checks have the codes that are written down for them', () => {
    expect(Object.fromEntries(Object.entries(CHECKS).map(([kind, checks]) => [kind, Object.fromEntries(Object.entries(checks).map(([id, { code }]) => [id, code]))]))).toEqual(EXPECTED_CODES);
  });

  it('no check is without a mutant', () => {
    process.stdout.write(`${checksTable()}\n`);
    expect(listChecks().filter((row) => row.mutants.length === 0)).toEqual([]);
  });

  it('a check without a mutant would be seen, and marked in the table', () => {
    const rows = listChecks(MUTANTS.filter((m) => m.check !== 'rows'));
    expect(rows.filter((row) => row.mutants.length === 0).map((row) => [row.kind, row.check])).toEqual([['architecture', 'rows'], ['head', 'rows']]);
    expect(checksTable(rows)).toContain('| head | `rows` | `plugin-failed` | In an evaluation a sample does not depend on the others of its batch. | **none** |');
  });

  it('mutants of a kind have different names', () => {
    const names = MUTANTS.map((m) => `${m.kind} ${m.check} ${m.name}`);
    expect(new Set(names).size).toBe(names.length);
  });
});
