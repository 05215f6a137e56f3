import { expect, it } from 'vitest';
import { benchOutcome } from '../src/benchOutcome.mjs';

it('passes on the exit code that Nx hides', () => {
  expect(benchOutcome('64\n', 1)).toEqual({ code: 64, report: undefined });
});

it('passes on where the report is', () => {
  expect(benchOutcome('0\n/x/report.md\n', 0)).toEqual({ code: 0, report: '/x/report.md' });
});

it('fails where the run never started, or failed after it said 0', () => {
  expect(benchOutcome(undefined, 1).code).toBe(1);
  expect(benchOutcome('0\n', 1).code).toBe(1);
});
