// @ts-check
// Our command line in a process of its own, for commands one after another: a request is a line of JSON with `args`, `env` and `home`; so is its answer.
import { createInterface } from 'node:readline';
import { ROOT } from '../steps.mjs';

const { main } = await import(`${ROOT}packages/cli/src/index.ts`);
const benchmarks = Object.values(await import(`${ROOT}benchmarks/src/index.ts`));

for await (const line of createInterface({ input: process.stdin })) {
  const { args, env, home } = JSON.parse(line);
  /** @type {string[]} */
  const said = [];
  const say = (/** @type {string} */ text) => void said.push(text);
  const io = { out: say, err: say, now: () => performance.now() / 1000, env: { ...process.env, ...env }, cwd: home, home, onStop: () => () => {} };
  // Engines are asked for by a variable, which worker processes read too.
  Object.assign(process.env, env);
  const code = await main(args, { benchmarks, command: 'npm run bench --', io });
  process.stdout.write(`${JSON.stringify({ code, out: said.join('\n') })}\n`);
}
