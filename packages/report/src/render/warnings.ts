import type { Warning } from '../view.ts';

/** A warning in a sentence or two. Names stand between backticks. */
export function warningText(warning: Warning): string {
  switch (warning.kind) {
    case 'off-budget': {
      const amount = `${Math.abs(warning.deviation).toFixed(2)} % ${warning.deviation > 0 ? 'above' : 'below'} the training budget`;
      return `\`${warning.arm}\` is ${amount}: ${warning.role === 'control' ? 'a control' : 'it is not ranked'}.`;
    }
    case 'untuned':
      return 'Learning rates are the recipe’s: a difference between regimes may be one of rates.';
    case 'few-seeds':
      return `There are ${warning.n} seeds: only very large differences can be found.`;
    case 'diverged':
      return `\`${warning.arm}\` diverged on ${warning.seeds.length} of ${warning.of} seeds (${warning.seeds.join(', ')}): its means are of the others.`;
    case 'filtered':
      return `Only a part of the records is shown: ${warning.by.join('; ')}. Regimes are compared with those that are shown.`;
    case 'final-below-earlier':
      return `\`${warning.arm}\`: the last exit lies ${warning.gap.toFixed(1)} points below \`${warning.exit}\`. The column “max” is the last exit’s.`;
    case 'missing-values': {
      const few = warning.cells.slice(0, 3).map((cell) => `\`${cell}\``).join(', ');
      const more = warning.cells.length > 3 ? ` and ${warning.cells.length - 3} more` : '';
      return `There is no value of \`${warning.metric}\` for completed cells: ${few}${more}. Means are over the others.`;
    }
    case 'dirty':
      return 'The code was not what its commit says: files had been changed.';
    case 'not-repeatable':
      return `The engine \`${warning.engine}\` does not give the same bytes twice.`;
    case 'environments':
      return `The cells were computed in ${warning.count} environments: times are not comparable.`;
  }
}
