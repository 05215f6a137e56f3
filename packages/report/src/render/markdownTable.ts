import { markdownTable } from 'markdown-table';

import type { CellView, TableView } from '../view.ts';
import { code, inline } from './markdownText.ts';
import { rowTexts } from './numbers.ts';

/** A table in GitHub's flavour of Markdown, without its caption and notes. */
export function markdownOf(view: TableView): string {
  const text = view.rows.map((row) => rowTexts(view, row).map((words, i) => cell(row[i], words)));
  return markdownTable([view.columns.map((c) => inline(c.label)), ...text], {
    align: view.columns.map((c) => (c.numeric ? 'r' : 'l')),
    // Nobody reads hundreds of rows as text: spaces that align them would be a third of the file.
    alignDelimiters: view.rows.length <= ALIGNED, padding: view.rows.length <= ALIGNED,
  });
}

// ---------------------------------------------------------------------------------------------------------------------

/** Most rows of a table whose columns are aligned. */
const ALIGNED = 40;

function cell(of: CellView | undefined, words: string): string {
  return of?.kind === 'code' ? code(words, true) : inline(words);
}
