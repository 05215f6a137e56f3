import { createHash } from 'node:crypto';

import type { Dataset, Port, Split, Splits } from '@exitbench/core';

import type { CheckId } from '../checks.ts';
import type { Fault } from '../finding.ts';
import { labelProblem } from './checkDeclaration.ts';

/** Samples that are read at a time. */
const CHUNK = 500;

const NAMES = ['train', 'validation', 'test'] as const;

/**
 * All samples: sizes, labels, finite values, and that no sample is in two splits. Samples are compared by content.
 *
 * @param duplicates how many samples of validation and test are known to be in an earlier split too
 */
export function checkContent(dataset: Dataset, splits: Splits, duplicates: number): readonly Fault[] {
  const { input, task, trainSize, validationSize, testSize } = dataset;
  const findings: Fault[] = [];
  const say = (check: CheckId, message: string): void => void findings.push({ check, message });
  const sizes = { train: trainSize, validation: validationSize, test: testSize };
  const seen = new Set<string>();
  let found = 0;
  for (const name of NAMES) {
    const split = splits[name];
    if (split.length !== sizes[name]) say('sizes', `${name} has ${split.length} samples; ${sizes[name]} are declared.`);
    if (split.labels.length !== split.length) say('labels', `${name} has ${split.labels.length} labels for ${split.length} samples.`);
    const wrong = labelProblem(split.labels, task);
    if (wrong !== undefined) say('labels', `${name}: ${wrong}`);
    const contents = sampleDigests(split, input);
    const infinite = contents.findIndex((c) => !c.finite);
    if (infinite >= 0) say('finite', `${name}: sample ${infinite} has a value that is not finite.`);
    found += contents.filter((c) => seen.has(c.digest)).length;
    for (const { digest } of contents) seen.add(digest);
  }
  if (found !== duplicates) say('disjoint', `${found} samples of validation and test are in an earlier split too; ${duplicates} are known of.`);
  const classes = new Set(splits.train.labels);
  if (task.kind === 'classification' && classes.size < task.classes) say('labels', `train has ${classes.size} of the ${task.classes} classes.`);
  return findings;
}

/** A digest of all labels and of samples spread over each split: equal when two openings are. */
export function fingerprint({ input }: Dataset, splits: Splits): string {
  const hash = createHash('sha256');
  for (const name of NAMES) {
    const split = splits[name];
    hash.update(bytesOf(split.labels));
    const step = Math.max(1, Math.floor(split.length / 256));
    const values = split.read(Array.from({ length: Math.ceil(split.length / step) }, (_, i) => i * step));
    for (const port of input) hash.update(bytesOf(values[port.name] ?? new Float32Array(0)));
  }
  return hash.digest('hex');
}

// ---------------------------------------------------------------------------------------------------------------------

function sampleDigests(split: Split, input: readonly Port[]): readonly { readonly digest: string; readonly finite: boolean }[] {
  const digests: { digest: string; finite: boolean }[] = [];
  for (let start = 0; start < split.length; start += CHUNK) {
    const count = Math.min(CHUNK, split.length - start);
    const values = split.read(Array.from({ length: count }, (_, i) => start + i));
    for (let i = 0; i < count; i++) {
      const hash = createHash('sha256');
      let finite = true;
      for (const { name } of input) {
        const all = values[name] ?? new Float32Array(0);
        const size = all.length / count;
        const own = all.subarray(i * size, (i + 1) * size);
        finite &&= own.every((v) => Number.isFinite(v));
        hash.update(bytesOf(own));
      }
      digests.push({ digest: hash.digest('base64'), finite });
    }
  }
  return digests;
}

function bytesOf(values: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
