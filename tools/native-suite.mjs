// @ts-check
// Run after `npm test` on machines that can build the native engine: fails when its tests were skipped there.
import { join } from 'node:path';
import { ROOT } from './src/steps.mjs';
import { nativeSuiteProblem, readTestReport } from './src/testReport.mjs';

const problem = nativeSuiteProblem(readTestReport(join(ROOT, '.nx/vitest.json')));
if (problem) console.error(`native engine: ${problem}. This machine has pip and a C++ compiler, so \`node tools/setup-engine.mjs\` should provide the engine: see what it prints.`);
process.exitCode = problem ? 1 : 0;
