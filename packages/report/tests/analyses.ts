import type { Json, Shows } from '@exitbench/core';
import type { ArmRecord, MetricRecord, NodeOutcome, RunRecord } from '@exitbench/records';

import { completed, exitAccuracy, header } from './example.ts';
import { ARMS, accuraciesOf, metric, suiteOf, withShare } from './hypotheses/suite.ts';

/** Records as those of all analyses on two architectures, by formulas: for what pages look like and how large they get. */
export function analyses(): readonly RunRecord[] {
  const arms = ['small net', 'deep net'].flatMap((architecture, a) => regimes().map((arm): ArmRecord => ({
    ...arm, id: `${architecture}/${arm.id}`, architecture: { ...arm.architecture, title: architecture }, network: networkOf(BLOCKS[a] ?? 6),
  })));
  const of = (architecture: number): readonly ArmRecord[] => arms.filter((arm) => arm.id.startsWith(['small net', 'deep net'][architecture] ?? ''));
  const parts = [0, 1].map((a) => suiteOf(of(a), [
    [exitAccuracy, (label, seed) => ({ quantity: 'accuracy', exits: blocks(a), test: blocks(a).map((_, i) => 0.7 + i / 40 + noise(label, seed, i) / 50), validation: blocks(a).map(() => 0.7) })],
    accuraciesOf({ joint: [0.78, 0.8, 0.82, 0.83, 0.83], mixed: [0.76, 0.8, 0.83, 0.85, 0.85], disjoint: [0.6, 0.7, 0.78, 0.82, 0.82] }),
    [RANK, (label, seed) => ({ blocks: blocks(a), rank: blocks(a).map((_, i) => Math.round(400 / (1 + i) + 20 * noise(label, seed, i))), stableRank: blocks(a).map((_, i) => 9 / (1 + i) + noise(label, seed, i)), none: [] })],
    [INFORMATION, (label, seed) => ({ blocks: blocks(a), zy: Object.fromEntries(SIGMAS.map((s) => [s, blocks(a).map((_, i) => 2.3 * (1 - 1 / (1 + (i + 1) / Number(s))) + noise(label, seed, i) / 20)])), xz: Object.fromEntries(SIGMAS.map((s) => [s, blocks(a).map((_, i) => 7 / (1 + i * Number(s)) + noise(label, seed, i) / 10)])) })],
    [DOMINANCE, (label, seed) => {
      const shares = Object.fromEntries(blocks(a).map((exit, e) => [exit, blocks(a).map((_, b) => (e < b ? 0 : weightOf(label, seed, e, b) / blocks(a).slice(b).reduce((sum, __, j) => sum + weightOf(label, seed, b + j, b), 0)))]));
      const last = shares[blocks(a).at(-1) ?? ''] ?? [];
      return { blocks: blocks(a), start: { shares }, end: { shares }, finalShare: { start: last, end: last }, at: [{ finalShare: last, shares }] } as unknown as Json;
    }],
    [OVERTHINKING, (label, seed) => ({ none: [], overthinking: { splits: ['test', 'validation'], numbers: { destructive: [0.4 + noise(label, seed, 0) / 20, 0.4], wasteful: [0.8, 0.8] } } })],
    [LANDSCAPE, (label, seed) => {
      if (seed > 0) return undefined;
      const steps = Array.from({ length: 15 }, (_, i) => Number(((i - 7) / 14).toPrecision(4)));
      return { outputs: blocks(a), plane: { x: steps, y: steps, z: Object.fromEntries(['training loss', ...blocks(a)].map((name, k) => [name, steps.map((y) => steps.map((x) => Number((0.3 + (3 + k / 4) * x * x + (2 + noise(label, 0, k)) * y * y + x * y + Math.sin(9 * x + k) / 9).toPrecision(4))))])) }, sharpness: { '0.05': blocks(a).map((_, i) => 0.1 + i / 100) } } as unknown as Json;
    }],
  ], { together: [[CONNECTIVITY, (seed): Json => connectivity(seed)]] }));
  const [first, second] = parts.map((records) => records.filter((r) => r.kind !== 'header'));
  const headers = parts.flatMap((records) => records.filter((r) => r.kind === 'header'));
  const plans = headers.map((h) => h.plan);
  return [
    { ...header, plan: { ...(plans[0] ?? header.plan), arms: plans.flatMap((p) => p.arms), cells: plans.flatMap((p) => p.cells.map((c) => ({ ...c, phases: [PHASE] }))), title: 'Analyses', notice: null, question: 'What do regimes do inside a network?', sources: SOURCES } },
    ...plans.flatMap((p) => p.cells.map((c) => completed(c.id, [trained(p.arms.find((a) => a.id === c.arm))]))),
    ...(first ?? []), ...(second ?? []),
  ];
}

// ---------------------------------------------------------------------------------------------------------------------

const PHASE = '7'.repeat(64);

/** The whole training of a cell of the arm, as planned. */
function trained(arm: ArmRecord | undefined): NodeOutcome {
  const macs = (arm?.phases ?? []).reduce((sum, p) => sum + p.macs, 0);
  return { key: PHASE, kind: 'phase', name: 'all', coreSeconds: 1, peakMemory: null, selection: null, training: { steps: 1, macs, history: [] } };
}

const SIGMAS = ['0.1', '0.25', '0.5', '1', '2'] as const;
const BLOCKS = [6, 8] as const;
const PAIRS = ['disjoint – joint', 'disjoint – mixed', 'joint – mixed', 'disjoint – disjoint, order 1', 'joint – joint, order 1'] as const;

function shown(id: string, unit: string, ...shows: readonly Shows[]): MetricRecord {
  return metric(id, { unit, shows, label: id.replace('metric-', '').replaceAll('-', ' '), direction: 'none' });
}

const RANK = shown('metric-numerical-rank', '', { kind: 'depth-curve', pieces: 'blocks', values: 'rank', title: 'numerical rank' }, { kind: 'depth-curve', pieces: 'blocks', values: 'stableRank', title: 'stable rank' });
const INFORMATION = shown('metric-information-flow', 'nat', { kind: 'depth-curve', pieces: 'blocks', values: 'zy', title: 'I(Z;Y) at noise σ, reconstruction' }, { kind: 'depth-curve', pieces: 'blocks', values: 'xz', title: 'I(X;Z) at noise σ, reconstruction' });
const DOMINANCE = shown('metric-gradient-dominance', 'share',
  { kind: 'stack', pieces: 'blocks', shares: 'start.shares', title: 'shares of the exits in the gradient of each block, where training with exits starts (reconstruction)' },
  { kind: 'stack', pieces: 'blocks', shares: 'end.shares', title: 'shares of the exits in the gradient of each block, at the end (reconstruction)' },
  { kind: 'depth-curve', pieces: 'blocks', values: 'finalShare', title: 'share of the last exit in the gradient of each block (reconstruction)' });
const OVERTHINKING = shown('metric-overthinking', 'share', { kind: 'table', rows: 'overthinking.splits', columns: 'overthinking.numbers', title: 'overthinking' });
const LANDSCAPE = { ...shown('metric-loss-landscape', 'nat', { kind: 'surface', x: 'plane.x', y: 'plane.y', z: 'plane.z', title: 'loss on a filter-normalised random plane (reconstruction)' }, { kind: 'table', rows: 'outputs', columns: 'sharpness', title: 'sharpness' }), only: [] };
const CONNECTIVITY = shown('metric-mode-connectivity', 'nat',
  { kind: 'table', title: 'barriers between solutions (reconstruction)', rows: 'pairs.name', columns: 'barriers' },
  { kind: 'curve', title: 'training loss on the line between two solutions (reconstruction)', x: 'alphas', y: 'loss' },
  { kind: 'plane', title: 'training loss on the plane through three solutions (reconstruction)', x: 'plane.x', y: 'plane.y', z: 'plane.z', points: 'plane.points' });
const SOURCES = [RANK, INFORMATION, DOMINANCE, OVERTHINKING, LANDSCAPE, CONNECTIVITY].map((m) => ({
  kind: 'metric' as const, id: m.plugin, title: m.label, citation: `The authors of ${m.label}, 2001`, licence: null, description: `What ${m.label} is, in a sentence or two that say how it is computed, on how many samples, and what is known of its limits.`,
}));

function regimes(): readonly ArmRecord[] {
  const again = (label: 'joint' | 'disjoint'): readonly ArmRecord[] => [ARMS[label] ?? withShare(label, 0.5)].map((arm) => ({
    ...arm, id: `${arm.id} order 1`, role: 'control', regime: { ...arm.regime, order: 1, label: `${label}, order 1` },
  }));
  return [...Object.values(ARMS), ...again('joint'), ...again('disjoint')];
}

function networkOf(n: number): ArmRecord['network'] {
  return { task: { kind: 'classification', classes: 10 }, exits: names(n), costs: { base: 1_000_000, exits: names(n).map((_, i) => (1_000_000 * (i + 1)) / n) }, parameters: 10 };
}

function blocks(architecture: number): readonly string[] {
  return names(BLOCKS[architecture] ?? 6);
}

function names(n: number): readonly string[] {
  return Array.from({ length: n }, (_, i) => (i === n - 1 ? 'classifier' : `block${i}`));
}

/** Between −1 and 1, the same whenever it is asked for. */
function noise(label: string, seed: number, at: number): number {
  return Math.sin(7 * label.length + 13 * seed + 3 * at);
}

function weightOf(label: string, seed: number, exit: number, block: number): number {
  return 2 + noise(label, seed, 5 * exit + block) + (label === 'mixed' ? exit / 2 : 0);
}

function connectivity(seed: number): Json {
  const alphas = Array.from({ length: 21 }, (_, k) => k / 20);
  const height = (k: number): number => (PAIRS[k] === 'disjoint – mixed' ? 0.01 : 0.4 + k / 20) + noise(PAIRS[k] ?? '', seed, k) / 50;
  const across = Array.from({ length: 15 }, (_, i) => Number((i * (1 + seed / 100)).toPrecision(4)));
  return {
    alphas, loss: Object.fromEntries(PAIRS.map((name, k) => [name, alphas.map((t) => 0.3 + 4 * height(k) * t * (1 - t))])),
    pairs: PAIRS.map((name, k) => ({ name, a: name.split(' – ')[0] ?? '', b: name.split(' – ')[1] ?? '', kind: k < 3 ? 'regimes' : 'order', barrier: Math.max(0, height(k)) })),
    barriers: { 'training loss, nats': PAIRS.map((_, k) => Math.max(0, height(k))) },
    plane: {
      x: across, y: across, axes: { x: 'along disjoint – mixed', y: 'towards joint', unit: 'norms' },
      z: across.map((y) => across.map((x) => Number((0.3 + Math.abs(Math.sin(x / 3) + Math.cos(y / 4)) + seed / 10).toPrecision(4)))),
      points: [{ x: 3, y: 3, label: 'disjoint' }, { x: 9, y: 3, label: 'mixed' }, { x: 6, y: 12, label: 'joint' }],
    },
  };
}
