import type { Dataset, Splits } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { checkPlugin } from './checkPlugin.ts';
import { checkContent, fingerprint } from './dataset/checkContent.ts';
import { checkDeclaration } from './dataset/checkDeclaration.ts';
import { checkPrepare } from './dataset/checkPrepare.ts';
import { checkReads } from './dataset/checkReads.ts';
import { type Fault, type Finding, findingsOf } from './finding.ts';

export interface DatasetCheck {
  /** Opens the prepared files: the same call as before every training run. */
  readonly open: () => Promise<Splits>;
  /**
   * How many samples of validation and test occur in an earlier split too, because the official data are so. Default 0.
   * State the number in the data set's README.
   */
  readonly duplicates?: number;
  /** Why its files cannot be had here: what needs them is skipped, and says this. */
  readonly skip?: string;
}

/**
 * What a data set owes: a declaration that holds together; splits of the declared sizes, types and ranges that share no
 * sample; the same splits in the same order at every opening, whatever `Math.random` does; `read` as a pure function of
 * positions that gives new arrays.
 */
export async function checkDataset(dataset: Dataset, { open, duplicates = 0 }: DatasetCheck): Promise<readonly Finding[]> {
  return findingsOf('dataset', await faultsOf(dataset, { open, duplicates }));
}

/** Tests of everything that a data set plugin owes. */
export function testDataset(dataset: Dataset, options: DatasetCheck): void {
  describe(`${dataset.id} as a data set`, () => {
    it('is declared well', async () => {
      expect([...(await checkPlugin(dataset)), ...findingsOf('dataset', await checkDeclared(dataset))]).toEqual([]);
    });

    // Tens of thousands of images are read and compared.
    it('conforms', { timeout: 120_000 }, async (context) => {
      if (options.skip !== undefined) context.skip(options.skip);
      expect(await checkDataset(dataset, options)).toEqual([]);
    });
  });
}

// ---------------------------------------------------------------------------------------------------------------------

async function faultsOf(dataset: Dataset, { open, duplicates }: { readonly open: () => Promise<Splits>; readonly duplicates: number }): Promise<readonly Fault[]> {
  const declared = await checkDeclared(dataset);
  if (declared.length > 0) return declared;
  const splits = await open();
  const reads = (['train', 'validation', 'test'] as const).flatMap((name) => checkReads(name, splits[name], dataset.input));
  if (reads.length > 0) return reads;
  return [...checkContent(dataset, splits, duplicates), ...(await checkFixed(dataset, fingerprint(dataset, splits), open))];
}

/** What it says, and then whether `prepare` does it. */
async function checkDeclared(dataset: Dataset): Promise<readonly Fault[]> {
  const faults = checkDeclaration(dataset);
  return faults.length > 0 ? faults : checkPrepare(dataset);
}

async function checkFixed(dataset: Dataset, first: string, open: () => Promise<Splits>): Promise<readonly Fault[]> {
  const second = fingerprint(dataset, await open());
  if (second !== first) return [{ check: 'fixed', message: 'A second opening gives other splits, or another order.' }];
  const random = Math.random;
  try {
    for (const seed of [1, 2]) {
      let state = seed;
      // Any generator that is not the platform's: what matters is that the two differ.
      Math.random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
      if (fingerprint(dataset, await open()) !== first) return [{ check: 'random', message: 'The splits depend on `Math.random`.' }];
    }
  } finally {
    Math.random = random;
  }
  return [];
}
