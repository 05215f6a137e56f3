// @ts-check
// Documents tried: their files are checked and their commands run, in the order in which a reader meets them.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../steps.mjs';
import { blocksOf, inlineCommands } from './blocks.mjs';
import { commandOf, commandsOf } from './commands.mjs';
import { changeDocumentFile, testResults, typeErrors, writeDocumentFile } from './madeCheckout.mjs';
import { startSession } from './startSession.mjs';

/** @typedef {{ path: string, text: string }} Document path from the repository's root */
/** @typedef {Record<string, string[]>} Problems by the document's path */

/**
 * What a command needs that is not simply run.
 * @typedef {object} Exception
 * @property {string} why
 * @property {'skip' | 'dry'} [instead] `skip`, the default: it is not run, and its options are checked; `dry`: it is run with `--dry`
 */

/**
 * Writes all files of the documents, checks types, and runs the tests among them.
 * @param {readonly Document[]} documents @param {string} checkout made by `makeCheckout`
 * @returns {{ problems: Problems, passed: Record<string, number> }} passed: tests of each document
 */
export function checkFiles(documents, checkout) {
  /** @type {Map<string, string>} */
  const owner = new Map();
  const problems = Object.fromEntries(documents.map((d) => [d.path, /** @type {string[]} */ ([])]));
  const passed = Object.fromEntries(documents.map((d) => [d.path, 0]));
  for (const { path: document, text } of documents) {
    for (const { path, text: content, mode, line } of blocksOf(text).blocks) {
      if (mode !== 'file') continue;
      // A file that a later block changes is checked in each of its states.
      const own = owner.has(path) ? path.replace(/([^/]+)$/, `line-${line}-$1`) : path;
      owner.set(own, document);
      writeDocumentFile(checkout, own, content);
    }
  }
  const report = (/** @type {string} */ path, /** @type {string} */ problem) => {
    const document = owner.get(path);
    if (document === undefined) throw new Error(`No document has ${path}: ${problem}`);
    problems[document]?.push(problem);
  };
  for (const error of typeErrors(checkout)) report(error.replace(/\(.*$/s, ''), error);
  for (const { path, title, failure } of testResults(checkout)) {
    const document = owner.get(path) ?? '';
    if (failure !== null) report(path, `${path}: ${title}: ${failure}`);
    else passed[document] = (passed[document] ?? 0) + 1;
  }
  return { problems, passed };
}

/**
 * Runs the commands of the documents, one document after the other, in one checkout.
 * @param {readonly Document[]} documents
 * @param {{ checkout: string, env: Record<string, string>, exceptions: Record<string, Exception> }} setting
 * @returns {Promise<{ problems: Problems, met: Set<string>, run: number }>} met: exceptions that some document needed; run: commands that ran
 */
export async function replay(documents, { checkout, env, exceptions }) {
  // Started when it is needed, and anew after a change of files: a process reads a module once.
  /** @type {import('./startSession.mjs').Session | undefined} */
  let session;
  /** @type {import('./startSession.mjs').Session['ask']} */
  const ask = (args, own) => (session ??= startSession(checkout, env)).ask(args, own);
  /** @type {Problems} */
  const problems = {};
  /** @type {Set<string>} */
  const met = new Set();
  let run = 0;
  for (const { path: document, text } of documents) {
    const { blocks, problems: found } = blocksOf(text);
    let said = '';
    for (const block of blocks) {
      if (block.mode === 'file' || block.mode === 'diff') {
        if (block.mode === 'file') writeDocumentFile(checkout, block.path, block.text);
        const wrong = block.mode === 'diff' ? changeDocumentFile(checkout, block.path, block.text) : undefined;
        if (wrong !== undefined) found.push(`line ${block.line}: ${wrong}`);
        await session?.end();
        session = undefined;
      } else if (block.mode === 'output') {
        found.push(...missingLines(block.text, said).map((line) => `line ${block.line}: this was not said: ${line}\n--- but:\n${said}`));
      } else if (block.mode === 'sh') {
        for (const { at, command } of commandsOf(block.text)) {
          const where = `line ${block.line + at}: ${command.text}`;
          const name = nameOf(command.text, exceptions);
          const exception = name === undefined ? undefined : exceptions[name];
          if (name !== undefined) met.add(name);
          if (command.args === undefined || (exception !== undefined && exception.instead !== 'dry')) {
            if (exception === undefined) found.push(`${where}: it is not run, and nothing says why`);
            const wrong = command.args === undefined ? programProblem(command.words) : await optionProblem(command.args, ask);
            if (wrong !== undefined) found.push(`${where}: ${wrong}`);
            continue;
          }
          const { code, out } = await ask([...command.args, ...(exception === undefined ? [] : ['--dry'])], command.env);
          run++;
          said = out;
          if (code !== 0) found.push(`${where}: it ended with ${code}:\n${out}`);
        }
      }
    }
    for (const { line, command } of inlineCommands(text)) {
      const { args, words } = commandOf(command);
      const wrong = args === undefined ? programProblem(words) : await optionProblem(args, ask);
      if (wrong !== undefined) found.push(`line ${line}: ${command}: ${wrong}`);
    }
    problems[document] = found;
  }
  await session?.end();
  return { problems, met, run };
}

// ---------------------------------------------------------------------------------------------------------------------

/** What an exception for a command is called: its text, or the beginning of it and `*`. @param {string} text @param {Record<string, Exception>} exceptions */
function nameOf(text, exceptions) {
  return Object.keys(exceptions).find((name) => (name.endsWith('*') ? text.startsWith(name.slice(0, -1)) : text === name));
}

/** Lines of an `output` block that were not said, in the block's order. @param {string} shown @param {string} said */
function missingLines(shown, said) {
  const plain = (/** @type {string} */ line) => line.replaceAll(/\s+/g, ' ').trim();
  const lines = said.split('\n').map(plain);
  let from = 0;
  return shown.trimEnd().split('\n').filter((line) => {
    const wanted = plain(line);
    if (wanted === '…' || wanted === '') return false;
    const parts = wanted.split('…');
    const found = lines.findIndex((l, i) => i >= from && fits(l, parts));
    if (found >= 0) from = found + 1;
    return found < 0;
  });
}

/** Whether a line consists of parts with anything between them. @param {string} line @param {readonly string[]} parts */
function fits(line, parts) {
  const pattern = parts.map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('.*');
  return new RegExp(`^${pattern}$`).test(line);
}

/** @param {readonly string[]} args @param {import('./startSession.mjs').Session['ask']} ask @returns {Promise<string | undefined>} an option that the command does not have */
async function optionProblem(args, ask) {
  const named = (/** @type {string} */ help) => new Set([...help.matchAll(/^ {2}([a-z]+) /gm)].map((m) => m[1]));
  const commands = named((await ask(['--help'])).out.replace(/^[\s\S]*\nCommands:/, '').replace(/\n\n[\s\S]*$/, ''));
  const command = args.find((a) => commands.has(a)) ?? 'run';
  const path = command === 'cache' && args[1] !== undefined && !args[1].startsWith('-') ? [command, args[1]] : [command];
  const { code, out } = await ask([...path, '--help']);
  if (code !== 0) return `there is no \`${path.join(' ')}\``;
  const known = new Set([...out.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map((m) => m[1]));
  const unknown = args.map((a) => a.replace(/=.*$/, '')).find((a) => a.startsWith('--') && !known.has(a));
  return unknown === undefined ? undefined : `\`${path.join(' ')}\` has no option \`${unknown}\``;
}

/** What of another program's command is not there: a file, a script of npm, a target. @param {readonly string[]} words @returns {string | undefined} */
function programProblem(words) {
  const [program = '', first = '', second = ''] = words;
  const file = program === 'node' ? first : program.includes('/') ? program : undefined;
  if (file !== undefined && !existsSync(join(ROOT, file))) return `there is no ${file}`;
  if (program === 'npm' && first === 'run' && second !== '' && !(second in json('package.json').scripts)) return `there is no script \`${second}\``;
  const target = words[words.findIndex((word, i) => word === 'run' && /(^|\/)nx$/.test(words[i - 1] ?? '')) + 1] ?? '';
  const [project = '', name = ''] = target.split(':');
  if (/(^|\/)nx$/.test(program) || (program === 'pnpm' && first === 'nx')) {
    if (name !== '' && first !== 'g' && second !== 'g' && !(name in (json(`${project}/project.json`).targets ?? {}))) return `\`${project}\` has no target \`${name}\``;
  }
  return undefined;
}

/** @param {string} path */
function json(path) {
  return existsSync(join(ROOT, path)) ? JSON.parse(readFileSync(join(ROOT, path), 'utf8')) : {};
}
