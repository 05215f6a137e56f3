import { ExitbenchError } from '../errors.ts';
import type { Params } from '../params.ts';

/** What every plugin says of itself. */
export interface PluginHead<P extends Params = Params> {
  /** The name of its folder: `architecture-convnet`. */
  readonly id: string;
  /** `import.meta.url`: workers import it, and the code digest starts there. The file exports the plugin as `plugin`. */
  readonly module: string;
  /** Raised by hand when numbers change for a reason that the code does not show. Not a package version. */
  readonly revision: number;
  /** A few words for tables and legends. */
  readonly title: string;
  /** What it is, for somebody who does not know it. */
  readonly description: string;
  /** Where it comes from: authors, title, year, identifier. */
  readonly citation: string;
  readonly params: P;
}

export type PluginKind = 'architecture' | 'dataset' | 'regime' | 'metric';

/**
 * Adds the kind and freezes.
 * @throws ExitbenchError `bad-config` when the id does not start with the kind or the revision is not a positive integer.
 */
export function definePlugin<const K extends PluginKind, T extends PluginHead>(kind: K, literal: T): Readonly<T & { kind: K }> {
  if (!new RegExp(`^${kind}-[a-z0-9]+(-[a-z0-9]+)*$`).test(literal.id)) {
    throw new ExitbenchError('bad-config', `\`${literal.id}\` is not an id for this kind of plugin.`, {
      at: literal.module, hint: `Call it and its folder \`${kind}-…\`: small letters, digits, hyphens.`,
    });
  }
  if (!Number.isInteger(literal.revision) || literal.revision < 1) {
    throw new ExitbenchError('bad-config', 'A revision is a positive integer.', { at: `${literal.id}.revision` });
  }
  return Object.freeze({ kind, ...literal });
}
