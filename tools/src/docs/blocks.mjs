// @ts-check
// The blocks of a document, each with what is to be done with it.

/**
 * @typedef {object} Block
 * @property {number} line of its first line, from 1
 * @property {string} text
 * @property {'sh' | 'output' | 'text' | 'file' | 'diff'} mode
 * @property {string} path where a file is, from the checkout's root; empty for other modes
 */

/** What a fence says: what its block is, and for files where they go. */
const MODES = new Map(Object.entries({ sh: 'sh', output: 'output', text: 'text', ts: 'file', js: 'file', md: 'file', json: 'file', diff: 'diff' }));

const HOW = 'say `sh`, `output`, `text`, or `ts`, `js`, `md`, `json`, `diff` with a path';

/**
 * - `sh`: commands, which are run or have a reason;
 * - `output`: lines of what the commands above said; `…` stands for the rest of a line, a line `…` for others;
 * - `text`: to look at;
 * - `ts PATH`, `js PATH`, `md PATH`, `json PATH`: a file of the checkout;
 * - `diff PATH`: lines of one that go, after `-`, and lines that come in their place, after `+`.
 *
 * @param {string} text of a document
 * @returns {{ blocks: Block[], problems: string[] }} problems: blocks without a mode, or with one that does not exist
 */
export function blocksOf(text) {
  /** @type {Block[]} */
  const blocks = [];
  /** @type {string[]} */
  const problems = [];
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    const before = lines[i - 1] ?? '';
    if (/^ {4}\S/.test(line) && before === '') problems.push(`line ${i + 1}: an indented block has no mode: fence it and ${HOW}`);
    const fence = /^(`{3,}|~{3,})(.*)$/.exec(line);
    if (fence === null) continue;
    const end = lines.indexOf(fence[1] ?? '', i + 1);
    const [word = '', path = ''] = (fence[2] ?? '').trim().split(/\s+/);
    const mode = MODES.get(word);
    const isRight = mode !== undefined && (mode === 'file' || mode === 'diff') === (path !== '');
    if (end < 0) problems.push(`line ${i + 1}: the block does not end`);
    else if (!isRight) problems.push(`line ${i + 1}: a block of \`${fence[2]?.trim()}\`: ${HOW}`);
    else if (/^\/|\.\./.test(path)) problems.push(`line ${i + 1}: \`${path}\` is no path in the checkout`);
    else blocks.push({ line: i + 2, text: `${lines.slice(i + 1, end).join('\n')}\n`, mode: /** @type {Block['mode']} */ (mode), path });
    i = end < 0 ? lines.length : end;
  }
  return { blocks, problems };
}

/** Commands in running text: what stands between single backticks and begins as ours do. @param {string} text @returns {{ line: number, command: string }[]} */
export function inlineCommands(text) {
  const without = text.replace(/^(`{3,}|~{3,})[\s\S]*?^\1$/gm, (block) => block.replaceAll(/[^\n]/g, ''));
  return without.split('\n').flatMap((line, i) =>
    [...line.matchAll(/(?<!`)`((?:exitbench|npm run|node_modules\/\.bin\/nx|pnpm nx) [^`]+)`(?!`)/g)].map((m) => ({ line: i + 1, command: m[1] ?? '' })));
}
