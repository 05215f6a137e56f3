import { expect, it } from 'vitest';
import { closingLine, nativeSuiteProblem, webgpuSuiteProblem } from '../src/testReport.mjs';

const file = (status: string, ...tests: readonly (readonly [title: string, status: string, ...ancestors: string[]])[]) => ({
  status,
  assertionResults: tests.map(([title, result, ...ancestorTitles]) => ({ title, status: result, ancestorTitles })),
});

it('counts tests by what became of them', () => {
  const report = { testResults: [file('passed', ['a', 'passed'], ['b', 'skipped'], ['c', 'pending'], ['d', 'todo']), file('failed', ['e', 'failed'], ['f', 'passed'])] };
  expect(closingLine(report)).toBe('2 passed, 1 failed, 3 skipped');
});

it('counts a file that broke before its first test as failed', () => {
  expect(closingLine({ testResults: [file('failed')] })).toBe('0 passed, 1 failed, 0 skipped');
});

it('accepts a native suite that ran, whatever came out', () => {
  expect(nativeSuiteProblem({ testResults: [file('failed', ['tensorflow: adds', 'passed'], ['adds', 'failed', 'tensorflow: sums'])] })).toBeUndefined();
});

it('refuses a native suite that was skipped, in part or by its describe', () => {
  expect(nativeSuiteProblem({ testResults: [file('passed', ['tensorflow: adds', 'passed'], ['adds twice', 'skipped', 'tensorflow: sums'])] })).toBe(
    '1 of 2 tests of the native engine were skipped, first `adds twice`',
  );
});

it('refuses a native suite that is not there', () => {
  expect(nativeSuiteProblem({ testResults: [file('passed', ['wasm: adds', 'passed'])] })).toContain('no test of the native engine ran');
});

it('refuses a suite of webgpu that was skipped or is not there', () => {
  const report = (status: string) => ({ testResults: [file('passed', ['tensorflow: adds', 'skipped'], ['adds', status, 'webgpu: operations (skipped: no GPU)'])] });
  expect(webgpuSuiteProblem(report('passed'))).toBeUndefined();
  expect(webgpuSuiteProblem(report('skipped'))).toBe('1 of 1 tests of the engine webgpu were skipped, first `adds`');
  expect(webgpuSuiteProblem({ testResults: [file('passed', ['wasm: adds', 'passed'])] })).toContain('no test of the engine webgpu ran');
});
