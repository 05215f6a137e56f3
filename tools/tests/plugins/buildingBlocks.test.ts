import { expect, it } from 'vitest';
import { PAGE, buildingBlocksPage } from '../../src/plugins/buildingBlocks.mjs';
import { textOf } from '../../src/repository.mjs';

const FILES: Record<string, string> = {
  'packages/nn/src/index.ts': "export { type WideOptions, wide } from './layers/wide.ts';\nexport { gone, goneOp } from './ops/gone.ts';\nexport type { Only } from './ops/only.ts';\n",
  'packages/nn/src/layers/wide.ts': [
    'export interface WideOptions {\n  /** Units. */\n  readonly units: number;\n  readonly bias?: boolean;\n}\n',
    '/**\n * A layer (Nobody et al. 1900) that | widens\n * [width]. It says more.\n *\n * @throws never\n */',
    'export function wide({ units }: WideOptions, name = 1): void {}',
  ].join('\n'),
  'packages/nn/src/ops/gone.ts': '/** The operation. */\nexport const goneOp = 1;\n/** @param x a number */\nexport function gone(x: number): void {}\n',
  'packages/exits/src/index.ts': "export { LEVELS } from './levels.ts';\n",
  'packages/exits/src/levels.ts': '/** Levels, no dot at the end */\nexport const LEVELS = [1];\n',
};

it('gives of each function its call and its first sentence, of types nothing', () => {
  const rows = buildingBlocksPage((path) => FILES[path])?.split('\n').filter((line) => /^(#|\| \[)/.test(line));
  expect(rows).toEqual([
    '# Building blocks', '## `@exitbench/nn`',
    '### Layers', '| [`wide({ units, bias? }, name?)`](../../packages/nn/src/layers/wide.ts) | A layer (Nobody et al. 1900) that \\| widens [width]. |',
    // Its own comment is of its argument alone.
    '### Operations', '| [`gone(x)`](../../packages/nn/src/ops/gone.ts) | The operation. |',
    '## `@exitbench/exits`', '| [`LEVELS`](../../packages/exits/src/levels.ts) | Levels, no dot at the end |',
  ]);
});

it('is no page where the packages are not there', () => {
  expect(buildingBlocksPage(() => undefined)).toBeUndefined();
});

it('says something of everything that is offered, and is linked from the pages of plugins', () => {
  const rows = textOf(PAGE).split('\n').filter((line) => line.startsWith('| ['));
  expect(rows.length).toBeGreaterThan(60);
  expect(rows.filter((row) => !/ \| .*\w.* \|$/.test(row))).toEqual([]);
  for (const page of ['README', 'architecture', 'metric']) expect(textOf(`docs/plugins/${page}.md`)).toContain('](building-blocks.md)');
});
