// @ts-check
import { parseArgs } from 'node:util';

import { MATCHES } from './contenders.mjs';
import { NETWORKS } from './networks.mjs';

/** Fewer rounds than these are no figures to publish. */
const ENOUGH_ROUNDS = 5;

const list = (/** @type {readonly { name: string, text: string }[]} */ rows) => rows.map(({ name, text }) => `  ${name.padEnd(17)}${text}`).join('\n');

export const HELP = `node_modules/.bin/nx run benchmarks:throughput -- [options]

Measures how many samples a second this repository trains and infers, and how many a PyTorch program of the same networks
does on the same machine in the same minutes. Both sides keep a process, pinned to one core, and are asked to measure in
turn: ours, PyTorch, ours, PyTorch, … First their outputs and losses for the same weights and the same batch are compared;
a network whose outputs differ is not measured. The ratio of a row is the median over the rounds, ours by PyTorch's.

  --networks A,B     what is measured (default: all; on wasm those that the table in docs/performance.md has)
  --engines A,B      columns, see below (default: ${MATCHES.filter((m) => m.byDefault).map((m) => m.name).join(',')})
  --rounds N         alternations (default 7); ${ENOUGH_ROUNDS} and more for figures that are told to others
  --seconds S        how long each side measures in each round (default 5); three steps at least
  --cores 0,1        where processes are pinned: the first measures, two processes take two (default: the last cores)
  --out FOLDER       where throughput.md and throughput.json go (default: reports/local/throughput)
  --profile NETWORK  instead: what one training step and one inference of ours spend their time on, kernel by kernel;
                     with --engines another engine than tensorflow, with --seconds another length
  --help             this text

Networks:
${list(NETWORKS.map((n) => ({ name: n.name, text: `${n.title}, batch ${n.batch}` })))}

Engines:
${list(MATCHES.map((m) => ({ name: m.name, text: m.about })))}

For example: how far the native engine is on two networks, in a minute; and where ResNet-8 spends its step:
  node_modules/.bin/nx run benchmarks:throughput -- --networks convnet,resnet8 --engines tensorflow --rounds 5 --seconds 1
  node_modules/.bin/nx run benchmarks:throughput -- --profile resnet8

The first run installs PyTorch (1 GB on disk) into the cache folder, EXITBENCH_CACHE or ~/.cache/exitbench; a profile does
not need it. Whatever else runs on the machine slows both sides: wait until it is quiet, and look at the load that the
table shows. docs/performance.md says how to read it.`;

/**
 * @typedef {object} Options
 * @property {readonly { network: import('./networks.mjs').NetworkCase, matches: readonly import('./contenders.mjs').Match[] }[]} plan
 * @property {boolean} profile whether ours is profiled and nothing is compared
 * @property {number} rounds
 * @property {number} seconds
 * @property {readonly number[] | undefined} cores
 * @property {string | undefined} out
 * @property {boolean} help
 */

/**
 * @param {readonly string[]} args
 * @returns {Options}
 * @throws {Error} what is wrong with them, in a sentence
 */
export function readOptions(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      networks: { type: 'string' }, engines: { type: 'string' }, rounds: { type: 'string' }, seconds: { type: 'string' },
      cores: { type: 'string' }, out: { type: 'string' }, profile: { type: 'string' }, help: { type: 'boolean', default: false },
    },
  });
  const profile = values.profile !== undefined;
  if (values.profile?.includes(',')) throw new Error(`--profile takes one network, not \`${values.profile}\`.`);
  if (profile && values.networks !== undefined) throw new Error('--profile names its network itself: leave --networks out.');
  const rounds = positive(values.rounds ?? '7', '--rounds');
  if (!Number.isInteger(rounds)) throw new Error(`--rounds must be a whole number, not \`${values.rounds}\`.`);
  const cores = values.cores?.split(',').map((core) => {
    if (!/^\d+$/.test(core)) throw new Error(`--cores takes numbers of cores such as \`0,1\`, not \`${values.cores}\`.`);
    return Number(core);
  });
  const asked = values.profile ?? values.networks;
  const networks = asked === undefined ? NETWORKS : named(NETWORKS, asked, profile ? '--profile' : '--networks', 'network');
  const engines = values.engines ?? (profile ? 'tensorflow' : undefined);
  const matches = engines === undefined ? MATCHES.filter((m) => m.byDefault) : named(MATCHES, engines, '--engines', 'engine');
  const plan = networks.map((network) => ({ network, matches: matches.filter((m) => m.name !== 'wasm' || network.wasm || asked !== undefined) }));
  return {
    plan: plan.filter((entry) => entry.matches.length > 0),
    profile, rounds, seconds: positive(values.seconds ?? '5', '--seconds'), cores, out: values.out, help: values.help,
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/**
 * @template {{ name: string }} T
 * @param {readonly T[]} known
 * @param {string} text names with commas between
 * @param {string} option
 * @param {string} what
 */
function named(known, text, option, what) {
  const names = [...new Set(text.split(',').map((name) => name.trim()).filter((name) => name !== ''))];
  if (names.length === 0) throw new Error(`${option} names no ${what}. There are ${known.map((k) => k.name).join(', ')}.`);
  for (const name of names) {
    if (!known.some((k) => k.name === name)) throw new Error(`There is no ${what} \`${name}\` (${option}). There are ${known.map((k) => k.name).join(', ')}.`);
  }
  return known.filter((k) => names.includes(k.name));
}

/** @param {string} text @param {string} option */
function positive(text, option) {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new Error(`${option} must be a number above 0, not \`${text}\`.`);
  return value;
}
