// @ts-check
// What is wrong with a command that is not run.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../steps.mjs';

/** @typedef {import('./startSession.mjs').Session['ask']} Ask */

/**
 * @param {import('./commands.mjs').Command} command
 * @param {Ask} ask
 * @returns {Promise<string | undefined>} an option, a profile, a file, a script or a target that is not there
 */
export async function commandProblem({ args, words }, ask) {
  return args === undefined ? programProblem(words) : ownProblem(args, ask);
}

// ---------------------------------------------------------------------------------------------------------------------

/** @param {readonly string[]} args @param {Ask} ask @returns {Promise<string | undefined>} */
async function ownProblem(args, ask) {
  const named = (/** @type {string} */ help) => new Set([...help.matchAll(/^ {2}([a-z]+) /gm)].map((m) => m[1]));
  const commands = named((await ask(['--help'])).out.replace(/^[\s\S]*\nCommands:/, '').replace(/\n\n[\s\S]*$/, ''));
  const command = args.find((a) => commands.has(a)) ?? 'run';
  const path = command === 'cache' && args[1] !== undefined && !args[1].startsWith('-') ? [command, args[1]] : [command];
  const { code, out } = await ask([...path, '--help']);
  if (code !== 0) return `there is no \`${path.join(' ')}\``;
  const known = new Set([...out.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map((m) => m[1]));
  const unknown = args.map((a) => a.replace(/=.*$/, '')).find((a) => a.startsWith('--') && !known.has(a));
  return unknown === undefined ? profileProblem(args, ask) : `\`${path.join(' ')}\` has no option \`${unknown}\``;
}

/** @param {readonly string[]} args @param {Ask} ask @returns {Promise<string | undefined>} a profile that no benchmark has, or a report of one */
async function profileProblem(args, ask) {
  // Of somebody's own benchmark nothing is known.
  if (args.includes('--benchmark') || args.some((a) => /reports\/local\/mine-/.test(a))) return undefined;
  /** @type {{ benchmarks: { id: string, profiles: string[] }[] }} */
  const { benchmarks } = JSON.parse((await ask(['list', '--json'])).out);
  const profile = args.flatMap((a, i) => (args[i - 1] === '--profile' ? [a] : (/^--profile=(.*)$/.exec(a)?.slice(1) ?? [])))[0];
  const named = benchmarks.filter((b) => args.includes(b.id));
  if (profile !== undefined && !(named.length === 0 ? benchmarks : named).some((b) => b.profiles.includes(profile))) return `there is no profile \`${profile}\``;
  const report = args.flatMap((a) => /reports\/local\/([\w-]+)/.exec(a)?.[1] ?? []).find((name) => !benchmarks.some((b) => b.profiles.some((p) => name === `${b.id}-${p}`)));
  return report === undefined ? undefined : `there is no benchmark and profile \`${report}\``;
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
