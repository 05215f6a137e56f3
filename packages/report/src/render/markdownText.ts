import { plainText } from './plainText.ts';

/** Text as Markdown that shows just it, on one line: nothing in it is a mark. */
export function inline(text: string): string {
  return plainText(text).replaceAll('\n', ' ').replace(/[\\`*_[\]<>&|~$]/g, String.raw`\$&`);
}

/** The same where a line starts with it: no heading, no list, no rule. */
export function startOfLine(text: string): string {
  return inline(text.trimStart()).replace(/^[-+=#]/, String.raw`\$&`).replace(/^(\d+)([.)])/, String.raw`$1\$2`);
}

/** Text as it is typed. Several lines are put below each other: a table's row has one line. Nothing gives nothing. */
export function code(text: string, inTable = false): string {
  return plainText(text).split('\n').filter((line) => line.trim() !== '').map((line) => span(line, inTable)).join('<br>');
}

// ---------------------------------------------------------------------------------------------------------------------

/** The fence is longer than every row of backticks inside. Tables end a cell at a bar even in code. */
function span(line: string, inTable: boolean): string {
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map((m) => m[0].length));
  const fence = '`'.repeat(longest + 1);
  const space = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${space}${inTable ? line.replaceAll('|', String.raw`\|`) : line}${space}${fence}`;
}
