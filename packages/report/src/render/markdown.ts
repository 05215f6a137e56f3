import { markdownTable } from 'markdown-table';

import type { ReportView, TableView, Warning } from '../view.ts';
import { cellText } from './numbers.ts';

/** A report as Markdown (GitHub's flavour). */
export function renderMarkdown(view: ReportView): string {
  const { completed, planned } = view.cells;
  const parts = [
    ...(view.notice === null ? [] : [`> **${view.notice}**`]),
    `# ${view.title}`,
    view.question,
    view.facts.map(([label, text]) => `- ${label}: ${text}`).join('\n'),
    completed === planned ? `All ${planned} cells completed.` : `**${completed} of ${planned} cells completed.**`,
    ...(view.warnings.length === 0 ? [] : ['## Read this first', view.warnings.map((w) => `- ${warningText(w)}`).join('\n')]),
    ...(view.incomplete === null ? [] : [`## ${view.incomplete.caption}`, table(view.incomplete)]),
    ...view.groups.flatMap((group) => [`## ${group.title}`, ...group.tables.flatMap((t) => [`### ${t.caption}`, table(t), ...t.notes])]),
    `## How the numbers were made`,
    view.method.map((line) => `- ${line}`).join('\n'),
    `## ${view.environment.caption}`,
    table(view.environment),
  ];
  return `${parts.join('\n\n')}\n`;
}

// ---------------------------------------------------------------------------------------------------------------------

function table({ columns, rows }: TableView): string {
  const count = columns.findIndex((c) => c.label === 'n');
  const text = rows.map((row) => {
    const n = row[count];
    return row.map((cell) => escape(cellText(cell, n?.kind === 'count' ? n.value : undefined)));
  });
  return markdownTable([columns.map((c) => escape(c.label)), ...text], { align: columns.map((c) => (c.numeric ? 'r' : 'l')) });
}

function escape(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function warningText(warning: Warning): string {
  switch (warning.kind) {
    case 'off-budget': {
      const amount = `${Math.abs(warning.deviation).toFixed(2)} % ${warning.deviation > 0 ? 'above' : 'below'} the training budget`;
      return `\`${warning.arm}\` is ${amount}: ${warning.role === 'control' ? 'a control' : 'it is not ranked'}.`;
    }
    case 'untuned':
      return 'Learning rates are the recipe’s: a difference between regimes may be one of rates.';
    case 'few-seeds':
      return `There are ${warning.n} seeds: only very large differences can be found.`;
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
