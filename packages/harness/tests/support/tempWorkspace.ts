import { execFileSync } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { tempFolder } from './tempBench.ts';

/** Files of two architectures, a library of layers with a kind of head, and a data set, by path. */
const FILES: { readonly [path: string]: string } = {
  'layers/src/index.ts': "export { conv } from './conv.ts';\nexport { pool } from './pool.ts';\nexport { gap } from './heads/gap.ts';\n",
  'layers/src/conv.ts': "import { add } from '@tensorflow/tfjs-core';\nimport { known } from '@exitbench/core';\n\n/** A convolution. */\nexport const conv = (x: number): number => add(known(x, 'given'), 1) as unknown as number;\n",
  'layers/src/pool.ts': 'export const pool = (x: number): number => x / 2;\n',
  'layers/src/heads/gap.ts': "import { pool } from '../pool.ts';\n\nexport const gap = { kind: 'head', id: 'gap', build: (x: number): number => pool(x) };\n",
  'net-a/src/index.ts': "import { conv } from '@exitbench/layers';\nimport type { Size } from './size.ts';\nimport { widen, type Wide } from './helper.ts';\n\nconst size: Size = 3;\nexport const plugin = { id: 'architecture-a', build: (): Wide => widen(conv(size)) };\n",
  'net-a/src/size.ts': 'export type Size = number;\n',
  'net-a/src/helper.ts': 'export type Wide = number;\n\n/** Twice as wide. */\nexport function widen(x: number): Wide {\n  return x * 2;\n}\n',
  'net-b/src/index.ts': "import { conv } from '@exitbench/layers';\n\nexport const plugin = { id: 'architecture-b', build: (): number => conv(5) };\n",
};

export interface TempWorkspace {
  readonly folder: string;
  /** URL of a file of it. */
  url(path: string): string;
  /** Replaces a text in a file; it must be there. */
  edit(path: string, from: string, to: string): Promise<void>;
  write(path: string, text: string): Promise<void>;
  /** Compiles every package to `dist`, as ours are. */
  build(): void;
  /** The same files elsewhere. */
  copy(): Promise<TempWorkspace>;
}

/** A throw-away workspace with packages like ours. */
export async function tempWorkspace(): Promise<TempWorkspace> {
  const folder = await tempFolder();
  const workspace = workspaceAt(folder);
  for (const [path, text] of Object.entries(FILES)) await workspace.write(path, text);
  for (const name of ['layers', 'net-a', 'net-b']) {
    const exports = { '.': { '@exitbench/source': './src/index.ts', default: './dist/index.js' } };
    await workspace.write(`${name}/package.json`, JSON.stringify({ name: `@exitbench/${name}`, version: '0.1.0', type: 'module', sideEffects: false, exports }));
    await workspace.write(`${name}/node_modules/@tensorflow/tfjs-core/package.json`, JSON.stringify({ name: '@tensorflow/tfjs-core', version: '4.22.0' }));
  }
  await link(folder);
  return workspace;
}

// ---------------------------------------------------------------------------------------------------------------------

async function link(folder: string): Promise<void> {
  for (const name of ['net-a', 'net-b']) {
    await mkdir(join(folder, name, 'node_modules/@exitbench'), { recursive: true });
    await symlink(join(folder, 'layers'), join(folder, name, 'node_modules/@exitbench/layers'));
  }
}

function workspaceAt(folder: string): TempWorkspace {
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  return {
    folder,
    write,
    url: (path) => pathToFileURL(join(folder, path)).href,
    async edit(path, from, to) {
      const text = await readFile(join(folder, path), 'utf8');
      if (!text.includes(from)) throw new Error(`${path} does not contain ${from}.`);
      await write(path, text.replace(from, to));
    },
    build() {
      const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
      for (const name of ['layers', 'net-a', 'net-b']) {
        const options = ['--target', 'es2023', '--module', 'esnext', '--moduleResolution', 'bundler', '--verbatimModuleSyntax', '--rewriteRelativeImportExtensions', '--sourceMap', '--noCheck'];
        execFileSync(process.execPath, [tsc, ...options, '--rootDir', 'src', '--outDir', 'dist', 'src/index.ts'], { cwd: join(folder, name) });
      }
    },
    async copy() {
      const target = await tempFolder();
      await cp(folder, target, { recursive: true, filter: (path) => !path.endsWith(join('node_modules', '@exitbench')) });
      await link(target);
      return workspaceAt(target);
    },
  };
}
