import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

/** What a file imports when it is loaded, types left out. */
const loads = (file: string): readonly string[] =>
  [...readFileSync(new URL(`../src/${file}`, import.meta.url), 'utf8').matchAll(/^import (?!type )[\s\S]*?from '([^']+)';/gm)].map((m) => m[1] ?? '').filter((name) => !name.startsWith('node:'));

it('shows help without loading anything but the command line parser', () => {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    for (const name of loads(file)) {
      if (seen.has(name)) continue;
      seen.add(name);
      if (name.startsWith('./')) visit(name.slice(2));
    }
  };
  for (const file of ['main.ts', 'program.ts', 'io.ts', 'exitCodes.ts']) visit(file);
  expect([...seen].filter((name) => !name.startsWith('./'))).toEqual(['commander']);
});

it('would see a command that is loaded at once', () => {
  expect(loads('commands/run.ts')).toContain('@exitbench/harness');
});
