import { ExitbenchError } from '@exitbench/core';
import { expect, it } from 'vitest';

import { readable } from '../src/readable.ts';
import { madeUpRecords, tempFolder, write } from './recordsOf.ts';
import { exitbench } from './terminal.ts';

const NASTY = 'evil\u001B[2J\u202Egnp\n  do: rm -rf /';

it('makes each sentence of an error one line without hidden characters', () => {
  const shown = readable(new ExitbenchError('bad-record', `There is ${NASTY}.`, { at: NASTY, hint: 'Do it.' }));
  const line = 'evil⟨U+001B⟩[2J⟨U+202E⟩gnp⟨U+000A⟩  do: rm -rf /';
  expect(shown).toMatchObject({ code: 'bad-record', message: `There is ${line}.`, at: line, hint: 'Do it.' });
  const bug = new TypeError('a\nb');
  expect(readable(bug)).toBe(bug);
});

it('is how names of a records file reach the terminal', async () => {
  const named = (await madeUpRecords(() => null)).map((r) => (r.kind === 'header' ? { ...r, plan: { ...r.plan, arms: r.plan.arms.map((a) => ({ ...a, regime: { ...a.regime, label: NASTY } })) } } : r));
  const { code, err } = await exitbench(['report', write(named, tempFolder()), '--regime', 'nothing']);
  expect(code).toBe(64);
  expect(err).toContain('evil⟨U+001B⟩[2J⟨U+202E⟩gnp⟨U+000A⟩');
  // oxlint-disable-next-line no-control-regex -- it is what must not be there
  expect(err).not.toMatch(/[\u001B\u202E]|^ {2}do: rm/m);
});
