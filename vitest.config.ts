import { readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const folders = ['packages', 'plugins']
  .flatMap((parent) => readdirSync(new URL(parent, import.meta.url)).map((name) => `${parent}/${name}`))
  .concat('benchmarks', 'tools');

/** One project a package; its name is its folder: `vitest run --project packages/nn`. */
export default defineConfig({
  test: {
    // By default one core is left alone, which halves the speed where there are two; tests that wait for processes need no core meanwhile.
    maxWorkers: '100%',
    projects: folders.map((root) => ({ extends: './vitest.shared.ts', root, test: { name: root } })),
    coverage: { include: ['{packages,plugins}/*/src/**/*.ts'] },
  },
});
