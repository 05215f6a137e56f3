import { canonicalJson } from '../canonical.ts';
import { ExitbenchError } from '../errors.ts';
import type { Piece, WeightSpec } from './piece.ts';

/** The weights of some pieces, each path once, in order of first appearance. */
export function uniqueWeights(pieces: readonly Piece[]): readonly WeightSpec[] {
  const byPath = new Map<string, WeightSpec>();
  for (const piece of pieces) for (const w of piece.weights) if (!byPath.has(w.path)) byPath.set(w.path, w);
  return [...byPath.values()];
}

/** Number of trainable values in some pieces; shared weights count once. */
export function parameterCount(pieces: readonly Piece[]): number {
  return uniqueWeights(pieces)
    .filter((w) => w.statistic !== true)
    .reduce((sum, w) => sum + w.shape.reduce((a, b) => a * b, 1), 0);
}

/**
 * A path that appears twice is a shared weight, and must be described the same way everywhere.
 * @throws ExitbenchError `bad-network`
 */
export function checkWeights(pieces: readonly Piece[], at: string): void {
  const seen = new Map<string, { readonly text: string; readonly piece: string }>();
  for (const piece of pieces) {
    const own = new Set<string>();
    for (const w of piece.weights) {
      if (own.has(w.path)) throw new ExitbenchError('bad-network', `\`${piece.id}\` lists the weight \`${w.path}\` twice.`, { at: `${at}.${piece.id}` });
      own.add(w.path);
      const text = canonicalJson(w);
      const first = seen.get(w.path);
      if (first !== undefined && first.text !== text) {
        throw new ExitbenchError('bad-network', `\`${first.piece}\` and \`${piece.id}\` describe the weight \`${w.path}\` differently.`, {
          at: `${at}.${piece.id}`, hint: 'Give the weights different paths, or the shared weight one description.',
        });
      }
      seen.set(w.path, first ?? { text, piece: piece.id });
    }
  }
}
