// @ts-check
// The examples that help teaches with.

/**
 * @param {import('./startSession.mjs').Session['ask']} ask
 * @returns {Promise<{ of: string, text: string }[]>} each with the command whose help it stands in; empty for the whole program's. A command without any has one without text.
 */
export async function helpExamples(ask) {
  const all = [];
  for (const path of await commandPaths(ask, [])) {
    const { out } = await ask([...path, '--help']);
    const lines = out.replace(/^[\s\S]*\nExamples:\n|^[\s\S]*$/, (found) => (found.endsWith('Examples:\n') ? '' : '\n')).replace(/\n\n[\s\S]*$/, '').split('\n');
    // Behind an example may stand what it is for.
    all.push(...lines.map((line) => ({ of: path.join(' '), text: line.trim().split(/ {2,}/)[0] ?? '' })));
  }
  return all;
}

// ---------------------------------------------------------------------------------------------------------------------

/** @param {import('./startSession.mjs').Session['ask']} ask @param {string[]} path @returns {Promise<string[][]>} */
async function commandPaths(ask, path) {
  const { out } = await ask([...path, '--help']);
  const listed = /\nCommands:\n([\s\S]*?)(\n\n|$)/.exec(out)?.[1] ?? '';
  const names = [...listed.matchAll(/^ {2}([a-z]+) /gm)].flatMap((m) => m[1] ?? []).filter((name) => name !== 'help');
  const below = [];
  for (const name of names) below.push(...(await commandPaths(ask, [...path, name])));
  return [path, ...below];
}
