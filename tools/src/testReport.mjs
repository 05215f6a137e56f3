// @ts-check
// Reads vitest's JSON report: the closing line of `npm test`, and whether the suites of the engines that not every machine has really ran.
import { existsSync, readFileSync } from 'node:fs';

/**
 * @typedef {{ title: string, ancestorTitles: string[], status: string }} Assertion
 * @typedef {{ status: string, assertionResults: Assertion[] }} TestFile
 * @typedef {{ testResults: TestFile[] }} TestReport
 */

/** Tests of an engine have this prefix in their own title or in that of a `describe` around them. */
const NATIVE = 'tensorflow:';
const WEBGPU = 'webgpu:';

/** @param {string} file @returns {TestReport} an empty report where vitest wrote none */
export function readTestReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { testResults: [] };
}

/** @param {TestReport} report */
export function closingLine({ testResults }) {
  const count = (/** @type {(status: string) => boolean} */ counts) => testResults.flatMap((file) => file.assertionResults).filter(({ status }) => counts(status)).length;
  // A file that fails before its first test (a missing module, a syntax error) has no failed test of its own.
  const brokenFiles = testResults.filter(({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed')).length;
  const passed = count((status) => status === 'passed');
  const failed = count((status) => status === 'failed') + brokenFiles;
  const skipped = count((status) => status !== 'passed' && status !== 'failed');
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** @param {TestReport} report @returns {string | undefined} what is wrong, if anything */
export function nativeSuiteProblem(report) {
  return suiteProblem(report, NATIVE, 'the native engine');
}

/** @param {TestReport} report @returns {string | undefined} what is wrong, if anything */
export function webgpuSuiteProblem(report) {
  return suiteProblem(report, WEBGPU, 'the engine webgpu');
}

// ---------------------------------------------------------------------------------------------------------------------

/** @param {TestReport} report @param {string} prefix @param {string} what */
function suiteProblem({ testResults }, prefix, what) {
  const tests = testResults.flatMap((file) => file.assertionResults).filter(({ title, ancestorTitles }) => [title, ...ancestorTitles].some((text) => text.startsWith(prefix)));
  const skipped = tests.filter(({ status }) => status !== 'passed' && status !== 'failed');
  if (tests.length === 0) return `no test of ${what} ran: none is named \`${prefix} …\``;
  return skipped.length === 0 ? undefined : `${skipped.length} of ${tests.length} tests of ${what} were skipped, first \`${skipped[0]?.title}\``;
}
