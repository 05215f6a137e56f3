// @ts-check
// What was measured, as text. Pure.
import { markdownTable } from 'markdown-table';

import { networkNamed } from './networks.mjs';

/**
 * @typedef {object} Machine
 * @property {string} cpu
 * @property {number} cores
 * @property {string} system
 * @property {string} pinned where processes ran
 * @property {{ readonly [side: string]: string }} versions
 * @property {number} rounds
 * @property {number} seconds
 * @property {string} date
 */

const WORDS = { train: 'training', infer: 'inference' };

/**
 * @param {Machine} machine
 * @param {readonly import('./alternate.mjs').Row[]} rows
 * @param {readonly { match: string, network: string, apart: { logits: number, loss: number, drop: number } }[]} compared
 */
export function report(machine, rows, compared) {
  return `${[
    '# Throughput',
    [
      `${machine.cpu}, ${machine.cores} cores, ${machine.system}; ${machine.pinned}. ${machine.rounds} rounds of ${machine.seconds} s a side, ${machine.date}.`,
      ...Object.entries(machine.versions).map(([side, version]) => `${side}: ${version}.`),
    ].join(' '),
    ratioTable(rows),
    'Ratio: ours by PyTorch’s, the median over the rounds, and the lowest and the highest; then that of the fastest steps, and that of samples a second of processor time. Given: the least of a core that a process had in any round; below 0.9 the machine had other things to do.',
    '## Outputs for the same weights and the same batch',
    differenceTable(compared),
    'Logits by the largest one, the loss of a training step by itself, and how much it falls by a step, by itself.',
  ].join('\n\n')}\n`;
}

/** @param {readonly import('./alternate.mjs').Row[]} rows */
export function ratioTable(rows) {
  const head = ['network', 'batch', '', 'engine', 'ours, samples/s', 'PyTorch, samples/s', 'ratio', 'lowest to highest', 'fastest', 'by processor time', 'given', 'load'];
  const body = rows.map(({ match, network, what, batch, summary: s }) => [
    networkNamed(network).title, String(batch), WORDS[what], match, rate(s.ours), rate(s.reference),
    s.ratio.toFixed(2), `${s.lowest.toFixed(2)} to ${s.highest.toFixed(2)}`, s.best.toFixed(2), s.cpu.toFixed(2), s.share.toFixed(2), s.load.toFixed(1),
  ]);
  return markdownTable([head, ...body], { align: ['l', 'r', 'l', 'l', 'r', 'r', 'r', 'r', 'r', 'r', 'r', 'r'] });
}

/**
 * @param {import('./networks.mjs').NetworkCase} network
 * @param {string} engine
 * @param {'train' | 'infer'} what
 * @param {import('./ours/profile.mjs').Profile} profile
 */
export function profileText(network, engine, what, { steps, wall, rows }) {
  const inside = rows.reduce((sum, { ms }) => sum + ms, 0);
  const calls = rows.reduce((sum, row) => sum + row.calls, 0);
  const share = (/** @type {number} */ ms) => `${((100 * ms) / wall).toFixed(1)} %`;
  const line = (/** @type {{ name: string, calls: number, ms: number }} */ { name, calls: count, ms }) => [name, count.toFixed(count % 1 === 0 ? 0 : 1), ms.toFixed(3), share(ms)];
  const body = [...rows.map(line), ['everything else: JavaScript, binding', '', (wall - inside).toFixed(3), share(wall - inside)]];
  return [
    `${network.title}, ${WORDS[what]}, batch ${network.batch}, ${engine}: ${wall.toFixed(2)} ms a step (mean of the ${steps} fastest), ${inside.toFixed(2)} ms in ${calls.toFixed(0)} calls`,
    markdownTable([['kernel', 'calls', 'ms', 'share'], ...body], { align: ['l', 'r', 'r', 'r'] }),
  ].join('\n\n');
}

// ---------------------------------------------------------------------------------------------------------------------

/** @param {Parameters<typeof report>[2]} compared */
function differenceTable(compared) {
  const body = compared.map(({ match, network, apart }) => [networkNamed(network).title, match, ...[apart.logits, apart.loss, apart.drop].map((value) => value.toExponential(1))]);
  return markdownTable([['network', 'engine', 'logits', 'loss', 'fall of the loss'], ...body], { align: ['l', 'l', 'r', 'r', 'r'] });
}

/** @param {number} samples a second */
function rate(samples) {
  return samples < 100 ? samples.toFixed(1) : samples.toFixed(0);
}
