import { describe, expect, it } from 'vitest';

import { type Verification, environmentLines, isRight, verificationLines } from '../../src/verify/verificationLines.ts';

const right: Verification = {
  kind: 'verification', benchmark: 'b', profile: 'p', report: { files: 5, damaged: [] }, seed: 1, sampled: ['a/0'], checked: { cells: 1, results: 2, values: 30 },
  unchecked: { cells: 3, withoutResult: 1, comparisons: 2 }, failed: [], differences: [], environment: [], seconds: 2,
};
const difference = { cell: null, metric: null, path: 'plan.epochs[0]', recorded: 20, recomputed: 10 } as const;
const damaged = { files: 5, damaged: [{ path: 'report.md', what: 'changed' }] } as const;
const failed = [{ cell: 'a/0', status: 'failed', reason: 'It fell.' }] as const;

describe('a verification', () => {
  it('is right where nothing differs, failed or was changed', () => {
    expect([right, { ...right, report: null }].map((v) => isRight(v))).toEqual([true, true]);
    expect([{ ...right, differences: [difference] }, { ...right, failed }, { ...right, report: damaged }].map((v) => isRight(v))).toEqual([false, false, false]);
  });

  it('says what it found, and counts what it did not look at', () => {
    expect(verificationLines(right)).toEqual([
      '1 cell computed again from nothing in 2.0 s; 30 values compared, 2 results of metrics among them', 'No difference: everything is the same to the last digit.',
      'unchecked: 3 cells with results, 1 cell without, 2 comparisons of cells of which some were not computed',
    ]);
    const lines = verificationLines({ ...right, differences: [difference], failed, report: damaged, environment: [{ path: 'node', before: 'v1', after: 'v2' }] });
    expect(lines).toEqual(expect.arrayContaining([
      'differs: plan.epochs[0]: 20 in the records, 10 now', 'not computed: a/0: failed: It fell.', '1 difference.', '1 file of the report is not what the manifest says, see above.',
      'The environments differ, see above: compare on the machine of the records before you doubt them.',
    ]));
  });

  it('tells of another environment', () => {
    expect(environmentLines([])).toEqual([]);
    expect(environmentLines([{ path: 'node', before: 'v1', after: 'v2' }])).toHaveLength(2);
  });
});
