// @ts-check
// Throughput of the reference networks, ours and PyTorch's, side by side. `--help` explains.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { arch, cpus, release, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { providePython } from '../parity/venv.mjs';
import { ROOT } from '../src/steps.mjs';
import { WHATS, alternate, endSide, loadAndCompare, startSide } from './alternate.mjs';
import { HELP, readOptions } from './options.mjs';
import { coresHere, pinnedTo } from './pinned.mjs';
import { profileText, ratioTable, report } from './table.mjs';

/**
 * @typedef {import('./alternate.mjs').Row} Row
 * @typedef {import('./alternate.mjs').Side} Side
 * @typedef {import('./contenders.mjs').Contender} Contender
 * @typedef {import('./options.mjs').Options} Options
 */

process.exitCode = await main(process.argv.slice(2));

// ---------------------------------------------------------------------------------------------------------------------

/** @param {readonly string[]} args @returns {Promise<number>} an exit code */
async function main(args) {
  let options;
  try {
    options = readOptions(args);
  } catch (error) {
    console.error(`${/** @type {Error} */ (error).message}\n\`--help\` explains the options.`);
    return 64;
  }
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const out = resolve(process.env['INIT_CWD'] ?? process.cwd(), options.out ?? join(ROOT, 'reports/local/throughput'));
  const scratch = mkdtempSync(join(tmpdir(), 'exitbench-throughput-'));
  /** @type {Map<string, Side>} */
  const started = new Map();
  const cores = options.cores ?? coresHere();
  const side = async (/** @type {Contender} */ contender) => {
    const known = started.get(contender.name) ?? (await startSide(contender, cores));
    started.set(contender.name, known);
    return known;
  };
  try {
    mkdirSync(out, { recursive: true });
    await (options.profile ? profile(options, side, scratch, out) : measure(options, side, scratch, out, cores));
    return 0;
  } catch (error) {
    console.error(/** @type {Error} */ (error).message);
    return 1;
  } finally {
    await Promise.all([...started.values()].map(endSide));
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * @param {Options} options
 * @param {(contender: Contender) => Promise<Side>} side
 * @param {string} scratch
 * @param {string} out
 * @param {readonly number[]} cores
 */
async function measure(options, side, scratch, out, cores) {
  const python = await providePython(process.env, console.log);
  /** @type {Row[]} */
  const rows = [];
  /** @type {{ match: string, network: string, apart: { logits: number, loss: number, drop: number } }[]} */
  const compared = [];
  /** @type {Map<string, Side>} */
  const sides = new Map();
  for (const { network, matches } of options.plan) {
    const pairs = [];
    for (const { name, precision, contenders } of matches) {
      const [ours, reference] = contenders(python);
      const pair = { name, precision, ours: await side(ours), reference: await side(reference) };
      for (const one of [pair.ours, pair.reference]) sides.set(one.name, one);
      pairs.push(pair);
    }
    compared.push(...(await loadAndCompare(network, pairs, scratch)).map((one) => ({ network: network.name, ...one })));
    for (const what of WHATS) {
      const measured = await alternate(network, what, pairs, options);
      rows.push(...measured);
      for (const { match, summary } of measured) console.log(`${network.title}, ${what === 'train' ? 'training' : 'inference'}, ${match}: ${summary.ratio.toFixed(2)} (${summary.lowest.toFixed(2)} to ${summary.highest.toFixed(2)})`);
    }
    // After every network: what is measured is not lost when a later one cannot be.
    const machine = machineOf(options, sides, cores);
    writeFileSync(join(out, 'throughput.md'), report(machine, rows, compared));
    writeFileSync(join(out, 'throughput.json'), `${JSON.stringify({ machine, hello: Object.fromEntries([...sides].map(([name, { children }]) => [name, children[0]?.hello])), compared, rows }, undefined, 1)}\n`);
  }
  console.log(`\n${ratioTable(rows)}\n\nwritten to ${join(out, 'throughput.md')} and throughput.json`);
}

/**
 * @param {Options} options
 * @param {(contender: Contender) => Promise<Side>} side
 * @param {string} scratch
 * @param {string} out
 */
async function profile(options, side, scratch, out) {
  for (const { network, matches } of options.plan) {
    for (const { contenders } of matches) {
      // Ours alone: the command of the other is not used.
      const [ours] = contenders('');
      const { children: [child] } = await side({ ...ours, copies: 1 });
      const request = { network: network.name, folder: join(scratch, network.name) };
      await child?.ask({ do: 'export', ...request });
      await child?.ask({ do: 'load', ...request });
      const texts = [];
      for (const what of WHATS) {
        const seen = /** @type {import('./ours/profile.mjs').Profile} */ (/** @type {unknown} */ (await child?.ask({ do: 'profile', what, seconds: options.seconds })));
        const text = profileText(network, ours.name, what, seen);
        console.log(`${text}\n`);
        texts.push(text);
        writeFileSync(join(out, `profile-${network.name}-${ours.name}-${what}.json`), `${JSON.stringify({ cpu: cpus()[0]?.model, hello: child?.hello, network: network.name, what, batch: network.batch, ...seen }, undefined, 1)}\n`);
      }
      const file = join(out, `profile-${network.name}-${ours.name}.md`);
      writeFileSync(file, `${texts.join('\n\n')}\n`);
      console.log(`written to ${file}`);
    }
  }
}

/**
 * @param {Options} options
 * @param {ReadonlyMap<string, Side>} sides
 * @param {readonly number[]} cores
 * @returns {import('./table.mjs').Machine}
 */
function machineOf({ rounds, seconds }, sides, cores) {
  const processors = cpus();
  const most = Math.max(...[...sides.values()].map(({ children }) => children.length));
  return {
    cpu: processors[0]?.model.trim() ?? 'unknown processor', cores: processors.length, system: `${process.platform} ${release()} ${arch()}`,
    pinned: pinnedTo(0).length === 0 ? 'processes are not pinned, because there is no `taskset`' : `processes pinned to core ${cores.slice(0, most).join(' and ')}`,
    versions: Object.fromEntries([...sides].map(([name, { children }]) => [name, versionOf(children[0]?.hello ?? {})])),
    rounds, seconds, date: new Date().toISOString().slice(0, 16).replace('T', ' '),
  };
}

/**
 * @param {{ version?: string, node?: string, python?: string, instructions?: string, fingerprint?: { library: string, instructionSet: string, settings: { mathMode: string } } }} hello
 */
function versionOf({ version, node, python, instructions, fingerprint }) {
  const { library, instructionSet, settings } = fingerprint ?? {};
  const under = node === undefined ? `Python ${python}` : `Node ${node}`;
  return [`${library ?? 'torch'} ${version} under ${under}`, instructionSet ?? instructions, ...(settings === undefined ? [] : [`math mode ${settings.mathMode}`])].join(', ');
}
