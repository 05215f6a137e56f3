import type { FigureView, GroupView, ReportView, TableView } from '../view.ts';
import { hypothesisLines, hypothesisTables } from '../tables/hypothesisTables.ts';
import { answerTable, pairTable, suitabilityTable } from './answers.ts';
import { markdownOf as table } from './markdownTable.ts';
import { readTable } from './tablesOf.ts';
import { code, inline, startOfLine } from './markdownText.ts';
import { warningWords } from './warnings.ts';

export interface MarkdownOptions {
  /** `brief`, for a terminal, leaves out figures, what they show in numbers, sources and commands. */
  readonly length?: 'full' | 'brief';
}

/** A report as Markdown (GitHub's flavour). Figures are files beside it: `figures/<id>.svg`. */
export function renderMarkdown(view: ReportView, { length = 'full' }: MarkdownOptions = {}): string {
  const full = length === 'full';
  const parts = [
    ...(view.notice === null ? [] : [`> **${inline(view.notice)}**`]),
    `# ${inline(view.title)}`,
    startOfLine(view.question),
    ...answers(view),
    ...hypotheses(view, full),
    ...(view.budgets === null ? [] : [captioned(view.budgets), ...notes(view.budgets)]),
    ...(view.warnings.length === 0 ? [] : ['## Read this first', view.warnings.map((w) => `- ${warningWords(w).map((x) => (typeof x === 'string' ? inline(x) : code(x.name.replaceAll('\n', ' ')))).join('')}`).join('\n')]),
    '## What was run',
    view.facts.map(([label, text]) => `- ${inline(label)}: ${inline(text)}`).join('\n'),
    completion(view),
    ...(view.coverage === null || !full ? [] : [captioned(view.coverage)]),
    ...(view.incomplete === null ? [] : [`## ${inline(view.incomplete.caption)}`, table(view.incomplete)]),
    ...view.groups.flatMap((group) => groupParts(view, group, full)),
    '## How the numbers were made',
    list(view.method),
    ...(full ? [view.sources, view.reproduce] : []).flatMap((t) => [`## ${inline(t.caption)}`, ...(t.rows.length === 0 ? [] : [table(t)]), ...notes(t)]),
    `## ${inline(view.environment.caption)}`,
    table(view.environment),
  ];
  return `${parts.join('\n\n')}\n`;
}

// ---------------------------------------------------------------------------------------------------------------------

/** What stands against an answer stands before it. */
function answers({ answers: given }: ReportView): readonly string[] {
  const summary = answerTable(given);
  const first = suitabilityTable(given);
  return summary === null || first === null ? [] : [`## ${inline(first.caption)}`, table(first), ...notes(first), `## ${inline(summary.caption)}`, ...notes(summary), table(summary)];
}

/** On a terminal what came of them, without the claims and the statements. */
function hypotheses({ hypotheses: given }: ReportView, full: boolean): readonly string[] {
  if (given === null) return [];
  const tables = hypothesisTables(given);
  const shown = full ? tables : tables.slice(0, 1);
  return ['## Hypotheses', ...hypothesisLines(given).map(startOfLine), ...shown.flatMap((t) => [captioned(t), ...notes(t)])];
}

function completion({ cells: { completed, planned } }: ReportView): string {
  return completed === planned ? `All ${planned} cells completed.` : `**${completed} of ${planned} cells completed.**`;
}

function groupParts(view: ReportView, group: GroupView, full: boolean): readonly string[] {
  const pairs = pairTable(view.answers.filter((a) => a.group === group.id));
  return [
    `## ${inline(group.title)}`,
    ...(full ? group.figures.flatMap(figure) : []),
    ...group.tables.map(readTable).flatMap((t) => [captioned(t), ...notes(t)]),
    ...(pairs === null || !full ? [] : [captioned(pairs), ...notes(pairs)]),
  ];
}

function figure({ id, alt, about, caption, table: of }: FigureView): readonly string[] {
  const twin = readTable(of);
  return [`### ${inline(caption)}`, `![${inline(alt)}](figures/${id}.svg)`, ...about.map(startOfLine), ...notes(twin), `<details><summary>The same in numbers</summary>\n\n${table(twin)}\n\n</details>`];
}

function captioned(view: TableView): string {
  return `### ${inline(view.caption)}\n\n${table(view)}`;
}

function notes({ notes: given }: TableView): readonly string[] {
  return given.map(startOfLine);
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${startOfLine(line)}`).join('\n');
}
