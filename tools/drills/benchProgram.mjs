// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from '../src/steps.mjs';

/**
 * The built command line, for one benchmark of this repository.
 * @param {{ readonly benchmark: string, readonly profile: string, readonly engine?: string | undefined, readonly jobs: string }} what
 * @returns {{ readonly program: import('./program.mjs').Program, readonly recordsIn: (out: string) => string }}
 */
export function benchProgram({ benchmark, profile, engine, jobs }) {
  const main = join(ROOT, 'benchmarks/dist/main.js');
  if (!existsSync(main)) throw new Error(`${main} is not there. Build first: npm run build.`);
  return {
    program: ({ store, out }) => ({
      file: process.execPath,
      args: [
        main, 'run', benchmark, '--profile', profile, '--jobs', jobs, '--store', store, '--out', out, '--json',
        ...(engine === undefined ? [] : ['--engine', engine]),
      ],
    }),
    recordsIn: (out) => join(out, `${benchmark}-${profile}`, 'records.jsonl'),
  };
}
