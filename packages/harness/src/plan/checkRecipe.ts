import { ExitbenchError, type Recipe, unknownName } from '@exitbench/core';

import { finiteNumber, wholeNumber } from './checks.ts';

const FIELDS: readonly (keyof Recipe)[] = ['optimiser', 'schedule', 'batch', 'clip', 'augment', 'reduction', 'smoothing'];

/**
 * Checks a recipe, or the parts of one that a benchmark overrides.
 * @throws ExitbenchError `unknown-name`, `bad-config` with the path of the field
 */
export function checkRecipe(recipe: Partial<Recipe>, at: string): void {
  for (const field of Object.keys(recipe)) if (!(FIELDS as readonly string[]).includes(field)) throw unknownName('field of a recipe', field, FIELDS, `${at}.${field}`);
  const { optimiser, schedule, batch, clip, reduction, smoothing } = recipe;
  if (batch !== undefined) wholeNumber(batch, 1, `${at}.batch`);
  if (clip !== undefined) finiteNumber(clip, 0, false, `${at}.clip`);
  if (smoothing !== undefined) below(finiteNumber(smoothing, 0, true, `${at}.smoothing`), 1, `${at}.smoothing`);
  if (reduction !== undefined) oneOf(reduction, ['mean', 'sum'], `${at}.reduction`);
  if (optimiser !== undefined) {
    oneOf(optimiser.kind, ['sgd', 'adam', 'adamw'], `${at}.optimiser.kind`);
    finiteNumber(optimiser.rate, 0, false, `${at}.optimiser.rate`);
    finiteNumber(optimiser.decay, 0, true, `${at}.optimiser.decay`);
    oneOf(optimiser.decayScope, ['all', 'kernels'], `${at}.optimiser.decayScope`);
    if (optimiser.kind === 'sgd') below(finiteNumber(optimiser.momentum, 0, true, `${at}.optimiser.momentum`), 1, `${at}.optimiser.momentum`);
    else finiteNumber(optimiser.epsilon, 0, false, `${at}.optimiser.epsilon`);
  }
  if (schedule !== undefined) {
    oneOf(schedule.kind, ['constant', 'cosine', 'step'], `${at}.schedule.kind`);
    wholeNumber(schedule.warmup, 0, `${at}.schedule.warmup`);
  }
}

// ---------------------------------------------------------------------------------------------------------------------

function oneOf(value: string, words: readonly string[], at: string): void {
  if (!words.includes(value)) throw unknownName('word', String(value), words, at);
}

function below(value: number, limit: number, at: string): void {
  if (value >= limit) throw new ExitbenchError('bad-config', `This must be below ${limit}, not ${value}.`, { at });
}
