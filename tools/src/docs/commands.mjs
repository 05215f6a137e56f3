// @ts-check
// Commands as documents show them.

/**
 * @typedef {object} Command
 * @property {string} text without its comment: what tables of reasons name
 * @property {string[]} words
 * @property {Record<string, string>} env variables that are set before it
 * @property {readonly string[] | undefined} args what our command line gets; undefined for other programs
 */

/** The commands of a `sh` block, with the lines that they stand on in it, from 0. @param {string} block @returns {{ at: number, command: Command }[]} */
export function commandsOf(block) {
  return block.split('\n').flatMap((line, at) => {
    const text = line.replace(/(^|\s)#.*$/, '').trim();
    return text === '' ? [] : [{ at, command: commandOf(text) }];
  });
}

/** Commands in a block to look at: what stands after a `$`. @param {string} block @returns {{ at: number, command: Command }[]} */
export function shownCommandsOf(block) {
  return block.split('\n').flatMap((line, at) => (line.startsWith('$ ') ? [{ at, command: commandOf(line.slice(2).replace(/\s#.*$/, '').trim()) }] : []));
}

/** @param {string} text @returns {Command} */
export function commandOf(text) {
  const all = wordsOf(text);
  const from = all.findIndex((word) => !/^[A-Z_]+=/.test(word));
  const words = all.slice(from);
  const env = Object.fromEntries(all.slice(0, from).map((word) => word.split(/=(.*)/s).slice(0, 2)));
  return { text, words, env, args: argumentsOf(words) };
}

// ---------------------------------------------------------------------------------------------------------------------

/** Ways to start our command line; what comes after is its own. */
const STARTS = [
  ['exitbench'], ['npm', 'run', 'bench', '--'], ['npm', 'run', 'bench'], ['npm', 'run', '--silent', 'bench', '--'],
  ['nx', 'run', 'benchmarks:all', '--'], ['node_modules/.bin/nx', 'run', 'benchmarks:all', '--'],
];

/** @param {readonly string[]} words */
function argumentsOf(words) {
  // A pipe, and what reads it, is not ours.
  const end = words.indexOf('|');
  const own = end < 0 ? words : words.slice(0, end);
  const start = STARTS.find((s) => s.every((word, i) => own[i] === word));
  return start === undefined ? undefined : own.slice(start.length);
}

/** Words as a shell splits them: blanks, single and double quotes. @param {string} text @returns {string[]} */
function wordsOf(text) {
  return [...text.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) => word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, a, b) => a ?? b));
}
