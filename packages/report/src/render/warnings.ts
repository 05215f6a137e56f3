import { FEWEST_PAIRS } from '../aggregate/verdicts.ts';
import type { Warning } from '../view.ts';
import { numberText } from './numbers.ts';

/** A piece of a sentence: words, or a name as it is typed. */
export type Words = string | { readonly name: string };

/** A warning in a sentence or two. */
export function warningText(warning: Warning): string {
  return warningWords(warning).map((w) => (typeof w === 'string' ? w : `“${w.name}”`)).join('');
}

/** The same, with its names apart from our own words. */
export function warningWords(warning: Warning): readonly Words[] {
  switch (warning.kind) {
    case 'off-budget': {
      const amount = `${Math.abs(warning.deviation).toFixed(2)} % ${warning.deviation > 0 ? 'above' : 'below'} the training budget`;
      return [{ name: warning.arm }, ` is ${amount}: ${warning.role === 'control' ? 'a control' : 'it is not ranked'}.`];
    }
    case 'untuned':
      return [`Learning rates are the recipe’s, not tuned for each regime, and losses of exits are reduced by their ${warning.reduction}: a difference between regimes may be one of rates.`];
    case 'rate-at-edge': {
      const edges = [...(warning.lowest > 0 ? [`the lowest in ${warning.lowest}`] : []), ...(warning.highest > 0 ? [`the highest in ${warning.highest}`] : [])];
      return [`The learning rate that was chosen is, of those tried, ${edges.join(' and ')} of ${warning.of} choices: a better one may lie beyond, and a difference between regimes may be one of rates. The tables of learning rates show which.`];
    }
    case 'few-seeds':
      return [`There are results of ${warning.n === warning.of ? '' : `only ${warning.n} of `}${warning.of} seed${warning.of === 1 ? '' : 's'}${warning.n === warning.of ? '' : ' for a regime'}: ${warning.n < FEWEST_PAIRS ? 'no difference is judged' : 'only very large differences can be found'}.`];
    case 'diverged':
      return [{ name: warning.arm }, ` diverged on ${warning.seeds.length} of ${warning.of} seeds (${warning.seeds.join(', ')}): its means are of the others.`];
    case 'loss-rose':
      return [
        { name: warning.arm }, `: the training loss of the phase `, { name: warning.phase }, ` ended far too high on ${warning.seeds.length} of ${warning.of} seeds (${warning.seeds.join(', ')}): ` +
        `at worst ${numberText(warning.last, 'plain')}, after ${numberText(warning.first, 'plain')} in the first epoch. No loss was infinite, so these seeds count in the means. Most often the learning rate is too high.`,
      ];
    case 'filtered':
      return ['Only a part of the records is shown: ', ...listed(warning.by), '. Regimes are compared with those that are shown.'];
    case 'final-below-earlier':
      return [{ name: warning.arm }, `: the last exit lies ${warning.gap.toFixed(1)} points below `, { name: warning.exit }, '. The column “max” is the last exit’s.'];
    case 'missing-values': {
      const more = warning.cells.length > 3 ? ` and ${warning.cells.length - 3} more` : '';
      return ['There is no value of ', { name: warning.metric }, ' for completed cells: ', ...listed(warning.cells.slice(0, 3)), `${more}. Means are over the others.`];
    }
    case 'dirty':
      return ['The code was not what its commit says: files had been changed.'];
    case 'not-repeatable':
      return ['The engine ', { name: warning.engine }, ' does not give the same bytes twice.'];
    case 'environments':
      return [`The cells were computed in ${warning.count} environments: times are not comparable.`];
  }
}

// ---------------------------------------------------------------------------------------------------------------------

function listed(names: readonly string[]): readonly Words[] {
  return names.flatMap((name, i): readonly Words[] => (i === 0 ? [{ name }] : [', ', { name }]));
}
