import { ExitbenchError, type HasParams, type MaybeUse, type ResolvedSeed, type Use, type UseOptions, asUse, seedLabel, unknownName } from '@exitbench/core';

import { anyObject, closedObject, wholeNumber } from './checks.ts';
import type { ResolvedRegime } from './resolvedBenchmark.ts';
import { trainingSeed } from './trainingSeed.ts';

/** The largest value of a seed. */
const LARGEST = 0xffffffff;

/** What may be used with parameters. */
export type UsedKind = 'architecture' | 'head' | 'combiner' | 'regime' | 'metric';

/** What may be said of a use beside its parameters, and of which kind of plugin. */
const OPTIONS: { readonly [option in keyof UseOptions]-?: UsedKind } = { role: 'regime', order: 'regime', only: 'metric', on: 'metric' };

/**
 * A plugin with its parameters, in the long form.
 * @throws ExitbenchError `bad-config` for an option that another kind of plugin has, `unknown-name` with the nearest for one that none has
 */
export function useOf<T extends HasParams>(given: MaybeUse<T>, kind: UsedKind, at: string): Use<T> {
  if (!('plugin' in anyObject(given, at, 'a plugin, or `use(plugin, …)`'))) return asUse(given);
  const fields = closedObject(given, 'field of a used plugin', ['plugin', 'params', ...Object.keys(OPTIONS)], at);
  anyObject(fields['params'], `${at}.params`);
  for (const [option, of] of Object.entries(OPTIONS)) {
    if (of === kind || fields[option] === undefined) continue;
    throw new ExitbenchError('bad-config', `\`${option}\` is said of a ${of}, and this is ${kind === 'architecture' ? 'an' : 'a'} ${kind}.`, { at: `${at}.${option}`, hint: 'Leave it out.' });
  }
  return asUse(given);
}

/**
 * What is said of a used regime.
 * @throws ExitbenchError `unknown-name`, `bad-config` for another order of the data of what is no control, or one that a seed cannot have
 */
export function regimeOptions({ role, order }: UseOptions, seeds: readonly ResolvedSeed[], at: string): Pick<ResolvedRegime, 'role' | 'order'> {
  if (role !== undefined && role !== 'control') throw unknownName('role', typeof role === 'string' ? role : typeof role, ['control'], `${at}.role`);
  if (order === undefined) return { role: role ?? 'ranked', order: 0 };
  if (role === undefined) {
    throw new ExitbenchError('bad-config', 'Only a control trains in another order of the data: regimes are compared in the same.', { at: `${at}.order`, hint: 'Say `role: \'control\'` too.' });
  }
  const said = { role, order: wholeNumber(order, 1, `${at}.order`) };
  const tooLarge = seeds.find((seed) => trainingSeed(seed, said).order > LARGEST);
  if (tooLarge === undefined) return said;
  throw new ExitbenchError('bad-config', `Seed ${seedLabel(tooLarge)} would order the data by ${trainingSeed(tooLarge, said).order}, and seeds end at ${LARGEST}.`, { at: `${at}.order`, hint: 'Take a smaller `order`, or a smaller seed.' });
}
