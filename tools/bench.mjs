// @ts-check
// `npm run bench [-- ARGUMENTS]`: installs, provides an engine, builds, and runs the benchmarks in this very terminal.
import { join } from 'node:path';
import { ROOT, elapsed, install, requireNode, run, setUpEngine, tool, wasInterrupted } from './src/steps.mjs';

/** As the command line ends when it was interrupted. */
const INTERRUPTED = 2;

requireNode();
const start = performance.now();
process.exitCode = await bench(process.argv.slice(2));

// ---------------------------------------------------------------------------------------------------------------------

/** @param {readonly string[]} args for the benchmarks @returns {Promise<number>} exit code */
async function bench(args) {
  // Events as lines of JSON have the standard output for themselves.
  const aside = args.includes('--json');
  const prepared =
    (await install({ aside })) ||
    (await setUpEngine({ aside })) ||
    (await run(tool('nx'), ['run', 'benchmarks:build', '--outputStyle=static'], { aside }));
  if (prepared !== 0 || wasInterrupted()) return wasInterrupted() ? INTERRUPTED : 1;

  // npm says where its caller is; paths among the arguments are meant from there.
  const env = { INIT_CWD: process.env['INIT_CWD'] ?? process.cwd() };
  const code = await run(process.execPath, [join(ROOT, 'benchmarks/dist/main.js'), ...args], { env });
  (aside ? console.error : console.log)(`total: ${elapsed(start)}`);
  return code > 128 && wasInterrupted() ? INTERRUPTED : code;
}
