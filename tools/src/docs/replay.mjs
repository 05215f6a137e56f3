// @ts-check
// Documents tried: their files are checked and their commands run, in the order in which a reader meets them.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf, inlineCommands } from './blocks.mjs';
import { commandProblem } from './commandProblem.mjs';
import { commandOf, commandsOf, shownCommandsOf } from './commands.mjs';
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
      } else if (block.mode === 'text') {
        for (const { at, command } of shownCommandsOf(block.text)) {
          const wrong = await commandProblem(command, ask);
          if (wrong !== undefined) found.push(`line ${block.line + at}: ${command.text}: ${wrong}`);
        }
      } else if (block.mode === 'sh') {
        for (const { at, command } of commandsOf(block.text)) {
          const where = `line ${block.line + at}: ${command.text}`;
          const name = nameOf(command.text, exceptions);
          const exception = name === undefined ? undefined : exceptions[name];
          if (name !== undefined) met.add(name);
          const script = scriptOf(command, checkout);
          if (script !== undefined) {
            const { status, stdout, stderr } = spawnSync(process.execPath, script, { cwd: checkout, encoding: 'utf8' });
            run++;
            said = stdout;
            if (status !== 0) found.push(`${where}: it ended with ${status}:\n${stdout}${stderr}`);
            continue;
          }
          if (command.args === undefined || (exception !== undefined && exception.instead !== 'dry')) {
            if (exception === undefined) found.push(`${where}: it is not run, and nothing says why`);
            const wrong = await commandProblem(command, ask);
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
      const wrong = await commandProblem(commandOf(command), ask);
      if (wrong !== undefined) found.push(`line ${line}: ${command}: ${wrong}`);
    }
    problems[document] = found;
  }
  await session?.end();
  return { problems, met, run };
}

// ---------------------------------------------------------------------------------------------------------------------

/** What Node gets where a command runs a file that a document has. @param {import('./commands.mjs').Command} command @param {string} checkout */
function scriptOf({ words: [program, ...rest] }, checkout) {
  return program === 'node' && rest[0] !== undefined && !rest[0].startsWith('-') && existsSync(join(checkout, rest[0])) ? rest : undefined;
}

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
