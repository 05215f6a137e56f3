import type { Estimate } from '../../src/statistics/intervals.ts';
import type { AnswerView, CellView, FigureView, GroupView, LinesView, PairView, ReportView, SeriesView, TableView } from '../../src/view.ts';

/** A name that does harm wherever it is taken for markup, an attribute, a script or a table. */
export const HOSTILE = `mixed "><img src=x onerror=alert(1)> </script><script>alert(2)</script> & 'q' |`;
const REGIMES = ['joint', HOSTILE, 'disjoint'] as const;
const CONTROL = 'joint, half budget';
const SEEDS = ['0', '1', '2'] as const;
const EXITS = ['block0', 'block1', 'block2', 'block3', 'block4', 'classifier'] as const;
const COSTS = [0.031, 0.27, 0.4, 0.64, 0.76, 1.005] as const;
const BASE = 2_433_344;

const ARCHITECTURES = { 'group-1': 'Convnet', 'group-2': 'Wide convnet' } as const;
type GroupId = keyof typeof ARCHITECTURES;

/** A report with everything in it: two data sets, each with its architecture, three regimes and a control, a diverged and a failed cell, hostile names. */
export const exampleView: ReportView = {
  title: 'Disjoint, joint or <b>mixed</b>?',
  notice: 'Demonstration: no hypothesis is judged here. Learning rates are not tuned for each regime.',
  question: 'For one architecture, data set and training budget: should the backbone and the exits be trained disjointly, jointly or mixed, what accuracy does each give at each exit and inference budget, and what does it cost to train?',
  benchmark: 'regimes',
  profile: 'quick',
  cells: { planned: 24, completed: 22 },
  facts: [
    ['benchmark', 'regimes, profile quick'],
    ['seeds', '0, 1, 2'],
    ['samples', '5000 for training, 1000 for validation, 10000 for test'],
    ['training budget', '3 × the plain backbone’s multiply-accumulates × 10 epochs'],
    ['core-seconds', '575 in all, each node once: prepare 1, phase 541, predict 29, analyse 4'],
  ],
  warnings: [
    { kind: 'untuned', reduction: 'sum' },
    { kind: 'few-seeds', n: 2, of: 3 },
    { kind: 'diverged', arm: 'fashion-mnist:official/convnet/dense-pooled/joint', role: 'ranked', seeds: ['2'], of: 3 },
    { kind: 'final-below-earlier', arm: `mnist:official/convnet/dense-pooled/${HOSTILE}`, exit: 'block4', gap: 2.4 },
  ],
  answers: [
    ...answersOf('group-1', 'MNIST (official)', [
      { kind: 'decided', regimes: [HOSTILE], tiedWith: [] },
      { kind: 'decided', regimes: ['joint', HOSTILE], tiedWith: [] },
      { kind: 'undecided', leads: 'joint', inTheRunning: ['joint', HOSTILE] },
      { kind: 'undecided', leads: 'joint', inTheRunning: ['joint', HOSTILE, 'disjoint'] },
      { kind: 'decided', regimes: ['joint'], tiedWith: ['disjoint'] },
    ]),
    ...answersOf('group-2', 'Fashion-MNIST (official)', [
      { kind: 'decided', regimes: ['joint'], tiedWith: [] },
      { kind: 'decided', regimes: ['joint'], tiedWith: [] },
      { kind: 'undecided', leads: 'joint', inTheRunning: ['joint', 'disjoint'] },
      { kind: 'too-few', leads: HOSTILE },
      { kind: 'alone', regime: 'disjoint' },
    ]),
  ],
  hypotheses: {
    registration: { kind: 'same', digest: 'a'.repeat(64), commit: '0123456789abcdef' }, because: null,
    hypotheses: [
      { id: 'H1', statement: 'Mixed is better than joint <i>.', found: 'Mixed above joint.', source: 'Doe 2001', scope: 'anywhere', caveat: 'Beware of <b>.' },
      { id: 'H3', statement: 'Disjoint is better on large data.', found: 'Disjoint above mixed.', source: 'Doe 2001', scope: 'large data', caveat: null },
    ],
    judged: [
      { id: 'H1', group: 'group-1', title: HOSTILE, outcome: 'refuted', why: null, says: 'mixed − joint at 100 %', n: 5, difference: estimate(-0.011, 0.004), scale: 'points', p: 0.004, adjusted: 0.008, leftOut: ['joint − disjoint at 25 %'], claims: [{ says: 'mixed − joint', n: 5, difference: estimate(-0.011, 0.004), scale: 'points', p: 0.004 }, { says: 'mixed − joint again', n: 5, difference: null, scale: 'points', p: null }] },
      { id: 'H3', group: 'group-1', title: HOSTILE, outcome: 'not-testable', why: 'it is about large data', says: null, n: 0, difference: null, scale: 'plain', p: null, adjusted: null, leftOut: [], claims: [] },
    ],
  },
  budgets: {
    caption: 'What a share gains, by T', columns: [left('T'), right('share 0.5'), right('n')], rows: [[text('10'), { kind: 'estimate', estimate: estimate(0.011, 0.004), scale: 'points' }, count(3)]], notes: ['Points of `metric-exit-accuracy`, not <b>.'],
  },
  coverage: {
    caption: 'Coverage: planned cells and what became of them',
    columns: [...['data set', 'architecture', 'regime'].map(left), ...['planned', 'completed', 'failed', 'diverged'].map(right)],
    rows: [...['MNIST (official)', 'Fashion-MNIST (official)'].flatMap((dataset) => [...REGIMES, CONTROL].map((regime) => {
      const [failed, diverged] = [dataset.startsWith('MNIST') && regime === CONTROL ? 1 : 0, dataset.startsWith('F') && regime === 'joint' ? 1 : 0];
      return [text(dataset), text(ARCHITECTURES[dataset.startsWith('M') ? 'group-1' : 'group-2']), text(regime), ...[3, 3 - failed - diverged, failed, diverged].map(count)];
    })), [text('all'), text(''), text(''), ...[24, 22, 1, 1].map(count)]],
    notes: [],
    total: true,
    of: [0, 1].flatMap(() => [...REGIMES, CONTROL].map((regime) => ({ regime, role: roleOf(regime), seed: null }))),
  },
  incomplete: {
    caption: 'What did not complete',
    columns: ['cell', 'status', 'reason', 'end of the log'].map(left),
    rows: [
      [
        text('fashion-mnist:official/convnet/dense-pooled/joint/2'), text('diverged'), text('the loss is not a number at step 131 of phase `all`'),
        { kind: 'code', text: 'phase all, epoch 2, step 120: loss 4.1\nphase all, epoch 2, step 130: loss 3.1e17\nphase all, epoch 2, step 131: loss NaN' },
      ],
      [
        text(`mnist:official/convnet/dense-pooled/${CONTROL}/1`), text('failed'), text(`TypeError in <script>alert('x')</script>`),
        { kind: 'code', text: 'TypeError: cannot read "<length>" of undefined\n    at metric (plugins/metric-exit-accuracy/src/index.ts:31:7)' },
      ],
    ],
    notes: [],
    of: [{ regime: 'joint', role: 'ranked', seed: '2' }, { regime: CONTROL, role: 'control', seed: '1' }],
  },
  groups: [group('group-1', 'MNIST (official)', 0.97), group('group-2', 'Fashion-MNIST (official)', 0.86)],
  sources: {
    caption: 'Sources',
    columns: ['what', 'licence', 'citation'].map(left),
    rows: [
      ['MNIST', 'CC BY-SA 3.0', 'Y. LeCun, L. Bottou, Y. Bengio, P. Haffner. Gradient-based learning applied to document recognition. Proceedings of the IEEE, 1998'],
      ['Fashion-MNIST', 'MIT', 'H. Xiao, K. Rasul, R. Vollgraf. Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms. arXiv:1708.07747'],
      ['regime mixed', '', 'Early-exit networks trained in two phases <i>'],
    ].map((row) => row.map(text)),
    notes: [],
  },
  reproduce: {
    caption: 'The command that gives each row again',
    columns: ['row', 'command'].map(left),
    rows: [...REGIMES, CONTROL].map((regime) => [text(`mnist:official/convnet/dense-pooled/${regime}`), { kind: 'code', text: `pnpm exitbench run regimes --profile quick --regime '${regime}'` }]),
    notes: [],
    of: [...REGIMES, CONTROL].map((regime) => ({ regime, role: roleOf(regime), seed: null })),
  },
  environment: {
    caption: 'Environment',
    columns: ['', 'value'].map(left),
    rows: [['commit', '708ab84c0e60'], ['engine', 'tensorflow'], ['CPU', 'AMD EPYC'], ['Node', 'v20.20.2']].map((row) => row.map(text)),
    notes: [],
  },
  method: ['Numbers are means over seeds, with half the width of the 95 % t interval.', 'Regimes of one seed start from the same weights.', 'A control is shown for comparison and never ranked.'],
};

// ---------------------------------------------------------------------------------------------------------------------

function answersOf(group: GroupId, dataset: string, bests: readonly AnswerView['best'][]): readonly AnswerView[] {
  return bests.map((best, i) => ({
    group, dataset, architecture: ARCHITECTURES[group], exits: 'dense, Pooled', level: ['25 %', '50 %', '75 %', '100 %', 'max'][i] ?? '', quantity: 'accuracy in %', scale: 'share', best,
    pairs: [pair('joint', HOSTILE, 0.0042 - i / 500, 'better'), pair('joint', 'disjoint', 0.011, 'better'), pair(HOSTILE, 'disjoint', 0.0068 + i / 900, 'undecided')],
    unranked: [{ regime: CONTROL, because: 'control' }], diverged: [], outOfReach: [], epochs: null, score: estimate(0.91, 0.004),
  }));
}

function pair(a: string, b: string, mean: number, verdict: PairView['verdict']): PairView {
  return { a, b, verdict, withheld: null, withinMargin: false, difference: estimate(mean, 0.0031), p: 0.012, adjusted: 0.036, effect: 1.4, n: 3, notes: [] };
}

function group(id: GroupId, dataset: string, top: number): GroupView {
  const table: TableView = {
    caption: 'Accuracy of each exit: accuracy in %, on test',
    columns: [left('regime'), ...EXITS.map(right), right('n')],
    rows: [...REGIMES, CONTROL].map((regime, r) => [text(regime), ...EXITS.map((_, i) => share(accuracy(top, r, i, 1), 0.004)), count(3)]),
    notes: ['Accuracy on the test part.'],
    of: [...REGIMES, CONTROL].map((regime) => ({ regime, role: roleOf(regime), seed: null })),
  };
  return {
    id, title: `${dataset}, ${ARCHITECTURES[id]}, exits: dense, Pooled`, dataset, architecture: ARCHITECTURES[id], tables: [table, bySeed()],
    figures: [
      figure(`${id}-cost`, `Accuracy against inference cost`, table, costCurve(top)),
      figure(`${id}-exits`, 'Accuracy of each exit', table, { ...costCurve(top), x: [axis('exit', 1, false)], places: [...EXITS], series: meansOf(top).map((s) => ({ ...s, points: s.points.map((p, i) => ({ ...p, x: i })) })) }),
      figure(`${id}-training`, 'Training loss', table, training()),
      figure(`${id}-gradients`, 'Gradient norm of each part', table, parts()),
      figure(`${id}-plane`, 'Loss over a plane through three solutions', table, {
        kind: 'surface', x: axis('first direction', 1, false), y: axis('second direction', 1, false), z: axis('loss', 1, false),
        panels: ['joint', HOSTILE].map((regime, k) => ({
          regime, seed: '0', part: null, xs: [-1, -0.5, 0, 0.5, 1, 2], ys: [-1, 0, 1, 2],
          values: [-1, 0, 1, 2].map((y) => [-1, -0.5, 0, 0.5, 1, 2].map((x) => 0.2 + x * x + (1 + k) * y * y - 0.7 * x * y)),
          points: [{ x: 0, y: 0, label: 'start' }, { x: 1, y: 1, label: 'end' }],
        })),
      }),
      figure(`${id}-shares`, 'Who dominates the gradient', table, {
        kind: 'stack', x: axis('block', 1, false), y: { label: 'share in %', factor: 1, scale: 'share', log: false }, places: [...EXITS], parts: [...EXITS],
        panels: ['joint', HOSTILE].map((regime, k) => ({ regime, role: 'ranked' as const, shares: EXITS.map((_, e) => EXITS.map((__, b) => (e < b ? null : (1 + (e + k) % 3) / EXITS.slice(b).reduce((sum, ___, j) => sum + 1 + (b + j + k) % 3, 0)))) })),
      }),
      figure(`${id}-barriers`, 'Loss between solutions', table, {
        kind: 'lines', x: [axis('α', 1, false)], y: axis('loss in nat', 1, false), places: null, marks: [],
        series: ['joint – mixed', 'mixed – disjoint', HOSTILE].map((part, r) => ({ regime: null, role: 'ranked' as const, seed: null, part, points: [0, 0.25, 0.5, 0.75, 1].map((x) => ({ x, y: 0.3 + r * x * (1 - x), low: null, high: null })) })),
      }),
    ],
  };
}

/** A column for each seed, with numbers below zero and places where there is none. */
function bySeed(): TableView {
  const change = (mean: number | null, half: number | null): CellView => ({ kind: 'estimate', estimate: mean === null ? null : { mean, n: 3, interval: half === null ? null : { half, level: 0.95 } }, scale: 'plain' });
  return {
    caption: 'Change of the loss in the last epoch, seed by seed',
    columns: [left('regime'), right('mean'), ...SEEDS.map((seed) => ({ ...right(`seed ${seed}`), seed }))],
    rows: [
      [text(REGIMES[0]), change(-0.1, 0.02), change(-0.31, null), change(0.01, null), change(0, null)],
      [text(REGIMES[1]), change(null, null), change(0.2, null), change(null, null), change(-7, null)],
      [text(REGIMES[2]), change(0.4, 0.03), change(null, null), change(-0.5, null), change(10, null)],
      [text(CONTROL), change(-2, 0.5), change(-2, null), change(-3, null), change(-1, null)],
    ],
    notes: [],
    of: [...REGIMES, CONTROL].map((regime) => ({ regime, role: roleOf(regime), seed: null })),
  };
}

function costCurve(top: number): LinesView {
  return {
    kind: 'lines', x: [{ label: 'inference cost in % of the plain backbone', factor: 1, scale: 'share', log: true }, { label: 'inference cost in multiply-accumulates', factor: BASE, scale: 'MAC', log: true }],
    y: { label: 'accuracy in %', factor: 1, scale: 'share', log: false }, places: null, marks: [],
    series: [...meansOf(top), ...REGIMES.flatMap((regime, r) => SEEDS.map((seed, s): SeriesView => ({ regime, role: 'ranked', seed, part: null, points: COSTS.map((x, i) => ({ x, y: accuracy(top, r, i, s), low: null, high: null })) })))],
  };
}

function meansOf(top: number): readonly SeriesView[] {
  return [...REGIMES, CONTROL].map((regime, r) => ({
    regime, role: roleOf(regime), seed: null, part: null,
    points: COSTS.map((x, i) => ({ x, y: accuracy(top, r, i, 1), low: accuracy(top, r, i, 1) - 0.006, high: accuracy(top, r, i, 1) + 0.006 })),
  }));
}

function training(): LinesView {
  return {
    kind: 'lines', x: [axis('epoch', 1, false)], y: { label: 'training loss', factor: 1, scale: 'plain', log: true }, places: null,
    marks: [{ x: 5, label: 'heads', regime: 'disjoint' }, { x: 5, label: 'all', regime: HOSTILE }],
    series: REGIMES.flatMap((regime, r) => SEEDS.map((seed, s) => ({
      regime, role: 'ranked' as const, seed, part: null, points: Array.from({ length: 10 }, (_, i) => ({ x: i + 1, y: 2 / (i + 1 + r / 2) + s / 40, low: null, high: null })),
    }))),
  };
}

function parts(): LinesView {
  return {
    kind: 'lines', x: [axis('share of training', 100, false)], y: { label: 'norm', factor: 1, scale: 'plain', log: false }, places: null, marks: [],
    series: EXITS.flatMap((part, e) => REGIMES.map((regime, r) => ({
      regime, role: 'ranked' as const, seed: null, part, points: [0, 0.01, 0.05, 0.25, 0.5, 1].map((x) => ({ x, y: 1 + e / 4 + r / 5 - x * (0.5 + r / 9), low: null, high: null })),
    }))),
  };
}

function accuracy(top: number, regime: number, exit: number, seed: number): number {
  return top - 0.05 / (exit + 1) - 0.006 * regime + (seed - 1) * 0.003 - (exit === 5 ? 0.012 * (regime + 1) / 2 : 0);
}

function figure(id: string, caption: string, table: TableView, shape: FigureView['shape']): FigureView {
  return { id, caption, alt: `${caption}: joint is ahead at most places. <script>alert(3)</script>`, about: ['n = 3 (seeds 0, 1, 2).', 'Source: <i>Doe</i>.'], shape, table: { ...table, caption: `${caption}, as a table` } };
}

function axis(label: string, factor: number, log: boolean): LinesView['y'] {
  return { label, factor, scale: 'plain', log };
}

function roleOf(regime: string): 'ranked' | 'control' {
  return regime === CONTROL ? 'control' : 'ranked';
}

function estimate(mean: number, half: number): Estimate {
  return { mean, n: 3, interval: { half, level: 0.95 } };
}

function share(mean: number, half: number): CellView {
  return { kind: 'estimate', estimate: estimate(mean, half), scale: 'share' };
}

function text(of: string): CellView {
  return { kind: 'text', text: of };
}

function count(value: number): CellView {
  return { kind: 'count', value };
}

function left(label: string): TableView['columns'][number] {
  return { label, numeric: false };
}

function right(label: string): TableView['columns'][number] {
  return { label, numeric: true };
}
