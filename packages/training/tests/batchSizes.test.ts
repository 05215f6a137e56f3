import { describe, expect, it } from 'vitest';

import { sizeFor } from '../src/batchSizes.ts';

type SizeFor = typeof sizeFor;

describe('sizes of a batch that shrinks', () => {
  it('are few, and hold the rows with little padding', () => {
    expect(broken(sizeFor)).toEqual([]);
  });

  it.each<{ readonly slip: string; readonly mutant: SizeFor; readonly notices: string }>([
    { slip: 'as many as there are', mutant: (rows) => rows, notices: 'few' },
    { slip: 'always the whole batch', mutant: (_, batch) => batch, notices: 'padding' },
    { slip: 'quarters alone', mutant: (rows, batch) => Math.ceil((Math.ceil((4 * rows) / batch) * batch) / 4), notices: 'padding' },
    { slip: 'powers of two', mutant: (rows, batch) => Math.min(batch, 2 ** Math.ceil(Math.log2(rows))), notices: 'padding' },
    { slip: 'rounded down', mutant: (rows, batch) => Math.max(1, Math.floor((Math.floor((4 * rows) / batch) * batch) / 4)), notices: 'hold' },
    { slip: 'more than the batch', mutant: (rows, batch) => sizeFor(rows, batch) + (rows === batch ? 1 : 0), notices: 'whole' },
    { slip: 'another size for what has just been padded', mutant: (rows, batch) => Math.min(batch, rows + 1), notices: 'settled' },
  ])('$slip: noticed by $notices', ({ mutant, notices }) => {
    expect(broken(mutant)).toContain(notices);
  });

  it('of 128 are those computed by hand', () => {
    expect([128, 97, 96, 65, 33, 32, 17, 16, 9, 5, 3, 2, 1].map((rows) => sizeFor(rows, 128))).toEqual([128, 128, 96, 96, 64, 32, 32, 16, 16, 8, 4, 2, 1]);
  });
});

// ---------------------------------------------------------------------------------------------------------------------

/** The properties that a rule does not have, for batches of up to 130. */
function broken(of: SizeFor): readonly string[] {
  const found = new Set<string>();
  for (let batch = 1; batch <= 130; batch++) {
    const all = Array.from({ length: batch }, (_, i) => i + 1);
    const sizes = all.map((rows) => of(rows, batch));
    if (sizes.at(-1) !== batch) found.add('whole');
    if (new Set(sizes).size > 4 + Math.ceil(Math.log2(batch))) found.add('few');
    all.forEach((rows, i) => {
      const size = sizes[i] ?? NaN;
      if (size < rows) found.add('hold');
      if (of(Math.min(size, batch), batch) !== size) found.add('settled');
      // Less than a quarter of the batch, and less than as much again.
      if (size - rows > batch / 4 || size >= 2 * rows + 1) found.add('padding');
    });
  }
  return [...found];
}
