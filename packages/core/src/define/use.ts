import type { ParamValues, Params } from '../params.ts';

/** Anything that declares parameters: plugins, head kinds, combiner kinds. */
export interface HasParams<P extends Params = Params> {
  readonly id: string;
  readonly params: P;
}

/** A plugin with some of its parameters set. */
export interface Use<T extends HasParams = HasParams> {
  readonly plugin: T;
  readonly params: { readonly [name: string]: unknown };
  /** A control is shown and never ranked. Regimes only. */
  readonly role?: 'control';
}

/** A plugin, or a plugin with parameters. */
export type MaybeUse<T extends HasParams> = T | Use<T>;

/** `use(mixed, { share: .25 })`: a plugin with parameters. They are checked when the benchmark is resolved. */
export function use<T extends HasParams>(plugin: T, params: Partial<ParamValues<T['params']>>, options: { readonly role?: 'control' } = {}): Use<T> {
  return { plugin, params, ...options };
}

/** The long form of either. */
export function asUse<T extends HasParams>(given: MaybeUse<T>): Use<T> {
  return 'plugin' in given ? given : { plugin: given, params: {} };
}
