import { markdownTable } from 'markdown-table';

import type { ReportView, TableView } from '../view.ts';
import { cellText } from './numbers.ts';
import { warningText } from './warnings.ts';

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
