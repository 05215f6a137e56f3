import type { ParamValues, Params } from '../params.ts';
import type { DatasetUse } from './datasetUse.ts';

/** Anything that declares parameters: plugins, head kinds, combiner kinds. */
export interface HasParams<P extends Params = Params> {
  readonly id: string;
  readonly params: P;
}

/** What a benchmark says of a use beside its parameters. */
export interface UseOptions {
  /** A control is shown and never ranked. Regimes only. */
  readonly role?: 'control';
  /** Trains in another order of the data than the seed's own, from the same start: 1, 2, …. Controls only. */
  readonly order?: number;
  /** Computed for a part of the cells only: so many of the benchmark's seeds, from the first; data sets by id; not for controls. Metrics only. */
  readonly only?: { readonly seeds?: number; readonly datasets?: readonly string[]; readonly controls?: false };
  /** Other data sets whose test parts networks are tried on. Metrics that need `outputsOn` only. */
  readonly on?: readonly DatasetUse[];
}

/** A plugin with some of its parameters set. */
export interface Use<T extends HasParams = HasParams> extends UseOptions {
  readonly plugin: T;
  readonly params: { readonly [name: string]: unknown };
}

/** A plugin, or a plugin with parameters. */
export type MaybeUse<T extends HasParams> = T | Use<T>;

/** `use(mixed, { share: .25 })`: a plugin with parameters. They are checked when the benchmark is resolved. */
export function use<T extends HasParams>(plugin: T, params: Partial<ParamValues<T['params']>>, options: UseOptions = {}): Use<T> {
  return { plugin, params, ...options };
}

/** The long form of either. */
export function asUse<T extends HasParams>(given: MaybeUse<T>): Use<T> {
  return 'plugin' in given ? given : { plugin: given, params: {} };
}
