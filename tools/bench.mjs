// @ts-check
// `npm run bench [-- ARGUMENTS]`: installs, provides an engine, runs the benchmarks and says where the report is.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchOutcome } from './src/benchOutcome.mjs';
import { elapsed, install, requireNode, run, setUpEngine, tool, wasInterrupted } from './src/steps.mjs';

requireNode();
const start = performance.now();
process.exitCode = await bench(process.argv.slice(2));

// ---------------------------------------------------------------------------------------------------------------------

/** @param {readonly string[]} args for the benchmarks @returns {Promise<number>} exit code */
async function bench(args) {
  const prepared = (await install()) || (await setUpEngine());
  if (prepared !== 0) return 1;

  const folder = mkdtempSync(join(tmpdir(), 'exitbench-'));
  try {
    const file = join(folder, 'exit');
    // npm says where its caller is; paths among the arguments are meant from there.
    const env = { EXITBENCH_EXIT_FILE: file, INIT_CWD: process.env['INIT_CWD'] ?? process.cwd() };
    const viaNx = await run(tool('nx'), ['run', 'benchmarks:all', ...(args.length > 0 ? ['--', ...args] : [])], env);
    const { code, report } = benchOutcome(existsSync(file) ? readFileSync(file, 'utf8') : undefined, viaNx);
    if (report) console.log(`report: ${report}`);
    // Nx says nothing more once it was interrupted, and lets nothing through.
    if (wasInterrupted()) console.log('Stopped. What was computed is kept; the same command goes on from there.');
    console.log(`total: ${elapsed(start)}`);
    return code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
