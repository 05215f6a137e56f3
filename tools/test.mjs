// @ts-check
// `npm test [-- VITEST ARGUMENTS]`: installs, provides an engine, then checks everything. A failing check does not hide the others.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, elapsed, install, requireNode, run, setUpEngine, tool, wasInterrupted } from './src/steps.mjs';
import { closingLine, readTestReport } from './src/testReport.mjs';

const TEST_REPORT = join(ROOT, '.nx/vitest.json');

requireNode();
const start = performance.now();
process.exitCode = await test(process.argv.slice(2));

// ---------------------------------------------------------------------------------------------------------------------

/** @param {readonly string[]} args for vitest @returns {Promise<number>} exit code */
async function test(args) {
  if ((await install()) !== 0 || (await setUpEngine()) !== 0) return 1;
  rmSync(TEST_REPORT, { force: true });

  /** @type {[title: string, command: string, args: string[]][]} */
  const checks = [
    ['project references', tool('nx'), ['sync:check']],
    ['build', tool('nx'), ['run-many', '-t', 'build', '--outputStyle=static']],
    ['lint', tool('oxlint'), ['--deny-warnings', '.']],
    ['types of sources and tests', tool('tsc'), ['-p', 'tsconfig.tests.json']],
    ['tests', tool('vitest'), ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${TEST_REPORT}`, ...args]],
  ];
  const failed = [];
  for (const [title, command, commandArgs] of checks) {
    const began = performance.now();
    console.log(`\n── ${title}`);
    const code = await run(command, commandArgs);
    if (wasInterrupted()) return code || 1;
    console.log(`── ${title}: ${code === 0 ? 'ok' : `failed (exit code ${code})`}, ${elapsed(began)}`);
    if (code !== 0) failed.push(title);
  }

  console.log(failed.length === 0 ? `\nall checks passed in ${elapsed(start)}` : `\nfailed: ${failed.join(', ')} (${elapsed(start)})`);
  console.log(closingLine(readTestReport(TEST_REPORT)));
  return failed.length === 0 ? 0 : 1;
}
