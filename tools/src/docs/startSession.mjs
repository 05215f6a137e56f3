// @ts-check
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ROOT } from '../steps.mjs';

/** @typedef {{ code: number, out: string }} Answer what a command ended with, and all that it said */
/** @typedef {{ ask(args: readonly string[], env?: Record<string, string>): Promise<Answer>, end(): Promise<void> }} Session */

/**
 * Our command line on the sources, in a process of its own.
 * @param {string} home a checkout: where results and reports go
 * @param {Record<string, string>} env
 * @returns {Session}
 */
export function startSession(home, env) {
  const register = new URL('register.mjs', pathToFileURL(createRequire(`${ROOT}package.json`).resolve('@oxc-node/core'))).href;
  const file = fileURLToPath(new URL('session.mjs', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@exitbench/source', '--import', register, file], { env: { ...outside(process.env), ...env }, cwd: home, stdio: ['pipe', 'pipe', 'pipe'] });
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
  const ended = new Promise((resolve) => child.on('close', resolve));
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(args, own = {}) {
      child.stdin.write(`${JSON.stringify({ args, env: { ...env, ...own }, home })}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error(`The command line ended during \`${args.join(' ')}\`:\n${err}`);
      return JSON.parse(value);
    },
    async end() {
      child.stdin.end();
      await ended;
    },
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** What runs these tests may be a continuous integration, Nx, or a test runner, and says so. @param {NodeJS.ProcessEnv} env */
function outside(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(NX_|VITEST|CI$|INIT_CWD$|NODE_OPTIONS$|EXITBENCH_)/.test(name)));
}
