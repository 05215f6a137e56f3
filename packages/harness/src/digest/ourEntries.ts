import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);

/** URL of a file of one of our packages, in the form that this process runs: source or built. */
export function entryOf(name: 'training' | 'engines', path: string): string {
  const folder = dirname(require.resolve(`@exitbench/${name}/package.json`));
  const isSource = import.meta.url.endsWith('.ts');
  return pathToFileURL(join(folder, isSource ? 'src' : 'dist', `${path}.${isSource ? 'ts' : 'js'}`)).href;
}
