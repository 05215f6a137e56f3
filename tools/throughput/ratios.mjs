// @ts-check
// From measurements to ratios. Pure.

/**
 * What a side answers for one round.
 * @typedef {object} Measurement
 * @property {number} samples samples a second, by the median step
 * @property {number} best samples a second, by the fastest step
 * @property {number} cpu samples a second of processor time, over all steps
 * @property {number} share of a core that the process was given
 * @property {number} steps
 */

/**
 * @typedef {{ ours: Measurement, reference: Measurement, load: number }} Round
 * @typedef {object} Summary
 * @property {number} ours median samples a second
 * @property {number} reference
 * @property {number} ratio median over the rounds of ours by reference
 * @property {number} lowest ratio of a round
 * @property {number} highest
 * @property {number} best the fastest step of ours by the fastest of the reference
 * @property {number} cpu median over the rounds of the ratio of samples a second of processor time
 * @property {number} share the least of a core that a process was given in a round
 * @property {number} load the highest load average of a minute
 */

/**
 * @param {readonly Round[]} rounds one at least
 * @returns {Summary}
 */
export function summarise(rounds) {
  if (rounds.length === 0) throw new Error('There are no rounds to summarise.');
  const ratios = rounds.map(({ ours, reference }) => ours.samples / reference.samples);
  return {
    ours: median(rounds.map((r) => r.ours.samples)),
    reference: median(rounds.map((r) => r.reference.samples)),
    ratio: median(ratios),
    lowest: Math.min(...ratios),
    highest: Math.max(...ratios),
    best: Math.max(...rounds.map((r) => r.ours.best)) / Math.max(...rounds.map((r) => r.reference.best)),
    cpu: median(rounds.map(({ ours, reference }) => ours.cpu / reference.cpu)),
    share: Math.min(...rounds.flatMap(({ ours, reference }) => [ours.share, reference.share])),
    load: Math.max(...rounds.map((r) => r.load)),
  };
}

/** The middle value; of two, their mean. @param {readonly number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[sorted.length % 2 === 0 ? half - 1 : half], sorted[half]];
  if (low === undefined || high === undefined) throw new Error('There is no median of nothing.');
  return (low + high) / 2;
}

/**
 * What one process answers (milliseconds of a step, of processor and clock for all) as a measurement.
 * @param {{ median: number, min: number, cpu: number, wall: number, steps: number }} answer
 * @param {number} batch
 * @returns {Measurement}
 */
export function measurementOf({ median: middle, min, cpu, wall, steps }, batch) {
  const perSecond = (/** @type {number} */ ms) => (1000 * batch) / ms;
  return { samples: perSecond(middle), best: perSecond(min), cpu: perSecond(cpu / steps), share: cpu / wall, steps };
}

/**
 * Processes side by side: throughputs add up; a second of processor time is one of either.
 * @param {readonly Measurement[]} copies
 * @returns {Measurement}
 */
export function together(copies) {
  const sum = (/** @type {(m: Measurement) => number} */ f) => copies.reduce((total, m) => total + f(m), 0);
  return { samples: sum((m) => m.samples), best: sum((m) => m.best), cpu: sum((m) => m.cpu) / copies.length, share: Math.min(...copies.map((m) => m.share)), steps: sum((m) => m.steps) };
}

/**
 * Where two outputs of one network are apart.
 * @typedef {{ logits: readonly (readonly number[])[], losses: readonly number[] }} Outputs logits of each exit; the loss of a step, and of the next on the same batch
 * @param {Outputs} ours
 * @param {Outputs} reference
 * @returns {{ logits: number, loss: number, drop: number }} the largest difference by the largest logit; that of the first loss by it; that of the drop to the second loss by the drop
 */
export function apart(ours, reference) {
  if (ours.logits.length !== reference.logits.length || ours.logits.some((exit, i) => exit.length !== reference.logits[i]?.length)) {
    throw new Error(`the two sides have other exits: logits of ${ours.logits.map((e) => e.length).join(', ')} and of ${reference.logits.map((e) => e.length).join(', ')} values`);
  }
  let difference = 0;
  let largest = 0;
  ours.logits.forEach((exit, i) => exit.forEach((value, j) => {
    const other = reference.logits[i]?.[j] ?? NaN;
    // Not Math.max alone on what may not be a number: that is a difference too.
    difference = Number.isNaN(value - other) ? NaN : Math.max(difference, Math.abs(value - other));
    largest = Math.max(largest, Math.abs(other));
  }));
  const [a = NaN, b = NaN] = ours.losses;
  const [c = NaN, d = NaN] = reference.losses;
  return { logits: difference / largest, loss: Math.abs(a - c) / Math.abs(c), drop: Math.abs(a - b - (c - d)) / Math.abs(c - d) };
}
