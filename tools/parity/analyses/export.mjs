// @ts-check
// Trains the cells, runs the analyses on them and writes what a second implementation needs: `export.mjs FOLDER NAME [ENGINE]`, NAME empty for all.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { load } from '../load.mjs';
import { trainCells } from './cells.mjs';
import { confidence } from './confidence.mjs';
import { connectivity } from './connectivity.mjs';
import { information } from './information.mjs';
import { ood } from './ood.mjs';
import { rank } from './rank.mjs';

/**
 * What is compared at once. The facts go to case.json, tensors to FILE.safetensors.
 * @typedef {{ name: string, facts: object, tensors: { readonly [file: string]: import('../../../packages/core/src/index.ts').WeightValues } }} Case
 */

/**
 * An analysis: its cases are compared by the Python module of its name beside this file.
 * @typedef {{ name: string, cases: (cells: import('./cells.mjs').Cells) => AsyncIterable<Case> }} Analysis
 */

/** @type {readonly Analysis[]} */
const ANALYSES = [confidence, connectivity, information, ood, rank];

const core = /** @type {typeof import('../../../packages/core/src/index.ts')} */ (await load('packages/core/src/index.ts'));
const engines = /** @type {typeof import('../../../packages/engines/src/index.ts')} */ (await load('packages/engines/src/index.ts'));
const training = /** @type {typeof import('../../../packages/training/src/index.ts')} */ (await load('packages/training/src/index.ts'));

const [folder = '', only = '', requested] = process.argv.slice(2);
try {
  const chosen = ANALYSES.filter((a) => only === '' || a.name === only);
  if (chosen.length === 0) throw core.unknownName('analysis', only, ANALYSES.map((a) => a.name), '--only');
  const { engine, why } = engines.chooseEngine({ requested });
  const { version } = await engines.startEngine(engine);
  console.log(`engine: ${engine} ${version}, ${why}`);
  const cells = await trainCells(console.log);
  for (const analysis of chosen) for await (const one of analysis.cases(cells)) write(analysis.name, one);
} catch (error) {
  console.error(core.describeError(error));
  process.exitCode = 1;
}

// ---------------------------------------------------------------------------------------------------------------------

/**
 * @param {string} analysis
 * @param {Case} one
 */
function write(analysis, { name, facts, tensors }) {
  const place = join(folder, `${analysis} ${name}`.replaceAll(/[ ,]+/g, '-'));
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'case.json'), `${JSON.stringify({ analysis, name, ...facts })}\n`);
  for (const [file, values] of Object.entries(tensors)) writeFileSync(join(place, `${file}.safetensors`), training.encodeWeights(values));
}
