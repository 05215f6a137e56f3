// @ts-check
// Reads vitest's JSON report: the closing line of `npm test`, and whether the suite of the native engine really ran.
import { existsSync, readFileSync } from 'node:fs';

/**
 * @typedef {{ title: string, ancestorTitles: string[], status: string }} Assertion
 * @typedef {{ status: string, assertionResults: Assertion[] }} TestFile
 * @typedef {{ testResults: TestFile[] }} TestReport
 */

/** Tests of the native engine have this prefix in their own title or in that of a `describe` around them. */
const NATIVE = 'tensorflow:';

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
export function nativeSuiteProblem({ testResults }) {
  const tests = testResults.flatMap((file) => file.assertionResults).filter(({ title, ancestorTitles }) => [title, ...ancestorTitles].some((text) => text.startsWith(NATIVE)));
  const skipped = tests.filter(({ status }) => status !== 'passed' && status !== 'failed');
  if (tests.length === 0) return `no test of the native engine ran: none is named \`${NATIVE} …\``;
  return skipped.length === 0 ? undefined : `${skipped.length} of ${tests.length} tests of the native engine were skipped, first \`${skipped[0]?.title}\``;
}
