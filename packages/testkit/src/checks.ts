import type { ErrorCode } from '@exitbench/core';

/** A check of a conformance suite. */
export interface Check {
  /** The code of the error that a run would end with, or that stands for what it would silently get wrong. */
  readonly code: ErrorCode;
  /** What conforms. */
  readonly says: string;
}

const piece = {
  'allocates': { code: 'bad-config', says: 'Building allocates no tensor.' },
  'joins': { code: 'bad-network', says: 'Its pieces fit each other.' },
  'deterministic': { code: 'bad-config', says: 'The same call describes the same pieces, names of weights included.' },
  'spec': { code: 'not-canonical', says: 'Descriptions are plain data, and what computes, trains or costs differently is described differently.' },
  'paths': { code: 'bad-network', says: 'The path of a weight starts with the id of a piece.' },
  'roles': { code: 'bad-network', says: 'Matrices have a role that decay knows.' },
  'cost': { code: 'bad-network', says: 'Costs are finite and grow with depth.' },
  'throws': { code: 'plugin-failed', says: 'It runs, in evaluation and in training.' },
  'inputs': { code: 'plugin-failed', says: 'It neither writes to nor disposes of what it is given.' },
  'shapes': { code: 'bad-network', says: 'Outputs are there, in the shapes and types declared.' },
  'statistics': { code: 'plugin-failed', says: 'Statistics are updated in training, once each, and never in an evaluation.' },
  'ambient': { code: 'plugin-failed', says: 'The same call computes the same bits: no randomness but the pass’s, no state.' },
  'rows': { code: 'plugin-failed', says: 'In an evaluation a sample does not depend on the others of its batch.' },
  'gradients': { code: 'plugin-failed', says: 'Every weight is trained, by a finite gradient.' },
} as const satisfies { readonly [check: string]: Check };

/** Every check of every suite, by stable ids. A finding has the id and the code that stand here. */
export const CHECKS = {
  plugin: {
    'module': { code: 'plugin-failed', says: 'Its file exports it as `plugin`.' },
    'texts': { code: 'bad-config', says: 'Title, description, citation and descriptions of parameters say something.' },
    'defaults': { code: 'bad-parameter', says: 'Defaults are within their own ranges.' },
    'readme': { code: 'bad-config', says: 'A README with three headings and the table of the parameters, without the template’s requests.' },
  },
  architecture: {
    'supports': { code: 'bad-config', says: 'What it says it supports is built; what it refuses has a reason.' },
    'recipe': { code: 'bad-config', says: 'The recipe is plain data, the same every time.' },
    ...piece,
    'overfits': { code: 'diverged', says: 'Every exit learns 64 noise images by heart.' },
  },
  head: piece,
  dataset: {
    'licence': { code: 'bad-config', says: 'A licence is named.' },
    'input': { code: 'bad-config', says: 'Ports have different names and positive axes.' },
    'sizes': { code: 'bad-data', says: 'Splits have the sizes that are declared.' },
    'task': { code: 'bad-config', says: 'Two classes or more, or a range that is not empty.' },
    'augmentations': { code: 'unknown-name', says: 'Augmentations exist.' },
    'variants': { code: 'bad-config', says: 'Files are pinned, named plainly and have a source.' },
    'digest': { code: 'bad-data', says: 'Files come from the context, pinned by the variant; a refused file stops it.' },
    'ports': { code: 'bad-data', says: '`read` gives the ports that are declared.' },
    'dtype': { code: 'bad-data', says: '`read` gives arrays of the declared type.' },
    'shape': { code: 'bad-data', says: '`read` gives as many values as samples have.' },
    'new-arrays': { code: 'bad-data', says: '`read` gives new arrays each time.' },
    'permuted': { code: 'bad-data', says: 'Samples read together are those read one by one.' },
    'positions': { code: 'bad-data', says: '`read` takes any array of positions.' },
    'labels': { code: 'bad-data', says: 'Labels are of the task’s type and range, one for each sample, no class missing.' },
    'finite': { code: 'bad-data', says: 'Values are finite.' },
    'disjoint': { code: 'bad-data', says: 'No sample of validation or test is in an earlier split, but for the number that is stated.' },
    'fixed': { code: 'bad-data', says: 'Every opening gives the same samples in the same order.' },
    'random': { code: 'bad-data', says: 'Splits do not depend on `Math.random`.' },
  },
  regime: {
    'throws': { code: 'plugin-failed', says: '`phases` answers for every network.' },
    'inputs': { code: 'plugin-failed', says: 'It does not write to its surroundings.' },
    'plain-data': { code: 'not-canonical', says: 'Phases are plain data with finite numbers.' },
    'pure': { code: 'plugin-failed', says: 'The same call gives the same phases, whatever was called before.' },
    'resolves': { code: 'bad-phase', says: 'Phases name parts that exist and budgets that can be spent.' },
    'empty': { code: 'bad-phase', says: 'Something is trained.' },
    'over-budget': { code: 'bad-phase', says: 'It stays within the training budget.' },
    'recipe': { code: 'bad-phase', says: 'Optimiser, batch and clipping are the recipe’s.' },
    'frozen': { code: 'frozen-changed', says: 'What a phase does not train, statistics included, stays as it is.' },
    'test-read': { code: 'plugin-failed', says: 'Training runs, and touches no test sample.' },
    'validation-read': { code: 'plugin-failed', says: 'Validation samples are read only where a phase asks for them.' },
  },
  metric: {
    'schema': { code: 'bad-config', says: 'The schema refuses junk, and results are as it says.' },
    'plain-json': { code: 'not-canonical', says: 'Results are plain JSON.' },
    'inputs': { code: 'plugin-failed', says: 'It does not write to what it is given.' },
    'pure': { code: 'plugin-failed', says: 'The same call gives the same result, whatever was called before.' },
    'order': { code: 'plugin-failed', says: 'The result does not depend on the order of the samples.' },
    'cells-order': { code: 'plugin-failed', says: 'The result does not depend on the order of the cells, or follows it.' },
    'shows': { code: 'bad-config', says: 'The paths in `shows` lead somewhere.' },
    'undeclared': { code: 'bad-config', says: 'It reads nothing that its `needs` do not name.' },
    'direction': { code: 'bad-config', says: 'Right answers are no worse than wrong ones in the direction that it states.' },
    'throws': { code: 'plugin-failed', says: '`compute` answers for every cell.' },
  },
  engine: {
    'starts': { code: 'engine-unavailable', says: 'It starts, twice with the same facts.' },
    'precision': { code: 'bad-config', says: 'The precision that it states is a number that could be missed.' },
    'fingerprint': { code: 'engine-mismatch', says: 'Its fingerprint is plain data, the same every time, and matches what was started.' },
    'throws': { code: 'engine-unavailable', says: 'It has every operation that networks need.' },
    'ops': { code: 'engine-mismatch', says: 'Values equal the reference within its precision.' },
    'gradients': { code: 'engine-mismatch', says: 'Gradients are there, and equal the reference within its precision.' },
    'repeatable': { code: 'engine-mismatch', says: 'Repeats are equal to the bit.' },
    'leaks': { code: 'engine-mismatch', says: 'No tensor is left behind.' },
  },
} as const satisfies { readonly [kind: string]: { readonly [check: string]: Check } };

export type CheckedKind = keyof typeof CHECKS;

/** The ids of one kind's checks; of several kinds, the ids of any. */
export type CheckId<K extends CheckedKind = CheckedKind> = K extends CheckedKind ? keyof (typeof CHECKS)[K] & string : never;

/** The check of a kind. */
export function checkOf(kind: CheckedKind, id: CheckId): Check {
  const check = (CHECKS[kind] as { readonly [id: string]: Check | undefined })[id];
  if (check === undefined) throw new Error(`The suite of \`${kind}\` has no check \`${id}\`: it belongs in CHECKS.`);
  return check;
}
