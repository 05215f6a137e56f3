// @ts-check
// The closing line of the last `npm test` once more, for whoever ran something after it.
import { join } from 'node:path';
import { ROOT } from './src/steps.mjs';
import { closingLine, readTestReport } from './src/testReport.mjs';

console.log(closingLine(readTestReport(join(ROOT, '.nx/vitest.json'))));
