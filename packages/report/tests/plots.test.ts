import { describe, expect, it } from 'vitest';

import { type FigureView, type LinesView, type TableView, buildView, rowTexts } from '../src/index.ts';
import { heightRange } from '../src/plots/heightRange.ts';
import { partWord } from '../src/plots/partWord.ts';
import { exitAccuracy, header, records, value } from './example.ts';
import { wide } from './wide.ts';

const view = buildView(wide);
const figures = view.groups.flatMap((g) => g.figures);

function figure(caption: string, of: readonly FigureView[] = figures): FigureView {
  const found = of.find((f) => f.caption.startsWith(caption));
  if (found === undefined) throw new Error(`no figure ${caption}: ${of.map((f) => f.caption).join('; ')}`);
  return found;
}

function lines(caption: string): LinesView {
  const { shape } = figure(caption);
  if (shape.kind !== 'lines') throw new Error('no lines');
  return shape;
}

const texts = (table: TableView): readonly (readonly string[])[] => table.rows.map((row) => rowTexts(table, row));

it('names figures so that files and addresses can be named after them, each once', () => {
  const ids = figures.map((f) => f.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !/^[a-z0-9-]+$/.test(id))).toEqual([]);
  expect(ids).toHaveLength(13);
});

describe('accuracy against cost', () => {
  it('has an axis in per cent of the backbone and one in multiply-accumulates', () => {
    const { x } = lines('Accuracy against');
    expect(x.map((a) => [a.factor, a.scale, a.log])).toEqual([[1 / 1_000_000, 'share', true], [1, 'MAC', true]]);
  });

  it('has a mean with its band, and each seed', () => {
    const { series } = lines('Accuracy against');
    expect(series.filter((s) => s.regime === 'mixed').map((s) => s.seed)).toEqual([null, '0', '1', '2']);
    // Scores .7, .85, .85 where inference is cheapest: sd .0866, half width 4.3027 · .0866 / √3 = .21513.
    const [first] = series.find((s) => s.regime === 'mixed' && s.seed === null)?.points ?? [];
    expect(first?.x).toBe(47_000);
    expect(first?.y).toBeCloseTo(0.8, 12);
    expect((first?.high ?? NaN) - (first?.y ?? NaN)).toBeCloseTo(0.21513, 4);
    expect((first?.y ?? NaN) - (first?.low ?? NaN)).toBeCloseTo(0.21513, 4);
  });

  it('has a table of the same numbers', () => {
    expect(texts(figure('Accuracy against').table)[2]).toEqual(['mixed', '4.70', '47 k', '80.00 ± 21.51', '70.00', '85.00', '85.00', '3']);
  });

  it('says in its sentence who is ahead where', () => {
    expect(figure('Accuracy against').alt).toContain('The highest at 4.70 is joint with 80.00; at 101.00 joint with 90.00.');
  });
});

describe('a curve whose seeds have different places', () => {
  it('is interpolated before it is averaged', () => {
    const mean = lines('Spectrum').series.find((s) => s.seed === null);
    // At 2: (.75 + .25) / 2 = .5 of seed 0, .25 of seed 1, .5 of seed 2.
    expect(mean?.points.find((p) => p.x === 2)?.y).toBeCloseTo((0.5 + 0.25 + 0.5) / 3, 12);
    expect(mean?.points[0]?.y).toBeCloseTo((0.75 + 0.5 + 0.5) / 3, 12);
  });
});

describe('depth curves', () => {
  it('have places with names and gaps where a seed has nothing', () => {
    const { places, series } = lines('Accuracy of each exit');
    expect(places).toEqual(['block0', 'classifier']);
    expect(series.find((s) => s.regime === 'joint' && s.seed === '2')?.points.map((p) => p.y)).toEqual([0.81, 0.9]);
    expect(series.find((s) => s.role === 'control')?.points.map((p) => p.y)).toEqual([0.7, 0.75]);
  });

  it('show errors as errors, with the lower one ahead', () => {
    const error = { quantity: 'negative-rmse', exits: ['block0', 'classifier'], test: [-2, -1], validation: [-2, -1] };
    const [metric] = header.plan.metrics;
    if (metric === undefined) throw new Error('no metric');
    const [only] = buildView([header, value(metric, 'd/a/dense/joint/0', error)]).groups[0]?.figures ?? [];
    expect(only?.shape.kind === 'lines' && only.shape.series[0]?.points.map((p) => p.y)).toEqual([2, 1]);
    expect(only?.alt).toContain('The lowest at block0 is joint with 2');
  });
});

describe('training curves', () => {
  it('count epochs through all phases and mark where a phase begins', () => {
    const { series, marks } = lines('Training loss');
    const mixed = series.find((s) => s.regime === 'mixed' && s.seed === '1');
    expect(mixed?.points.map((p) => [p.x, p.y])).toEqual([[1, 1.1], [2, 0.6], [2.5, null], [3, 1.1], [4, 0.6]]);
    expect(marks).toEqual([{ x: 2, label: 'joint', regime: 'mixed' }, { x: 2, label: 'heads', regime: 'disjoint-long' }]);
    expect(lines('Training loss').series.find((s) => s.regime === 'joint' && s.seed === null)?.points[0]?.y).toBeCloseTo(1.1, 12);
  });

  it('name whose phase begins where, in words too', () => {
    const said = 'Phases begin: mixed: joint after 2; disjoint-long: heads after 2 (epoch of training).';
    const { alt, table } = figure('Training loss');
    expect(alt.endsWith(said)).toBe(true);
    expect(table.notes.at(-1)).toBe(said);
    expect(figure('Accuracy against').alt).not.toContain('Phases');
  });

  it('leave gaps out of the table', () => {
    const { table } = figure('Training loss');
    expect(texts(table).filter((r) => r[0] === 'mixed').map((r) => r[1])).toEqual(['1', '2', '3', '4']);
  });

  it('show validation where there is one', () => {
    expect(lines('Loss on validation').series.find((s) => s.regime === 'joint' && s.seed === '0')?.points.map((p) => p.y)).toEqual([0.6, null]);
    expect(lines('Accuracy on validation').y.scale).toBe('share');
    const none = wide.map((r) => (r.kind === 'cell' ? { ...r, nodes: r.nodes.map((n) => (n.training === null ? n : { ...n, training: { ...n.training, history: n.training.history.map((p) => ({ ...p, validation: null })) } })) } : r));
    expect(buildView(none).groups.flatMap((g) => g.figures).filter((f) => f.caption.includes('validation'))).toEqual([]);
  });

  it('start a phase at one place for all seeds, whenever one stopped', () => {
    const early = wide.map((r) => (r.kind === 'cell' && r.cell === 'd/a/dense/mixed/0'
      ? { ...r, nodes: r.nodes.map((n, i) => (n.training === null || i > 0 ? n : { ...n, training: { ...n.training, history: n.training.history.slice(0, 1) } })) }
      : r));
    const shape = figure('Training loss', buildView(early).groups.flatMap((g) => g.figures)).shape;
    const seed = shape.kind === 'lines' ? shape.series.find((s) => s.regime === 'mixed' && s.seed === '0') : undefined;
    expect(seed?.points.map((p) => [p.x, p.y])).toEqual([[1, 1], [2, null], [2.5, null], [3, 1], [4, 0.5]]);
  });

  it('are left out where nothing trained', () => {
    expect(buildView(records).groups.flatMap((g) => g.figures).filter((f) => f.caption === 'Training loss')).toEqual([]);
  });
});

describe('surfaces and planes', () => {
  it('have a panel for each regime and seed, and rows for each place', () => {
    const { shape, table } = figure('Heights');
    expect(shape.kind === 'surface' && shape.panels.map((p) => [p.regime, p.seed, p.values[0]])).toEqual([['joint', '0', [1, 2]], ['joint', '1', [1, 3]], ['joint', '2', [1, 4]]]);
    expect(table.columns.map((c) => c.label)).toEqual(['regime', 'seed', 'y', '0', '1']);
    expect(texts(table).slice(0, 3)).toEqual([['joint', '0', '0', '1', '2'], ['joint', '0', '2', '3.25', '4'], ['joint', '1', '0', '1', '3']]);
    expect(table.of?.[0]).toEqual({ regime: 'joint', role: 'ranked', seed: '0' });
  });

  it('have named points', () => {
    const { shape, table } = figure('Plane');
    expect(shape.kind === 'surface' && shape.panels[0]?.points).toEqual([{ x: 0.5, y: 0.25, label: 'joint' }]);
    expect(table.columns.map((c) => c.label)).toEqual(['regime', 'seed', 'point', 'x', 'y', '0', '1']);
    expect(texts(table)[2]).toEqual(['joint', '0', 'joint', '0.5', '0.25', '–', '–']);
  });
});

describe('heights that colours tell apart', () => {
  const surface = { ...exitAccuracy, id: 'metric-surface', plugin: 'metric-surface', label: 'surface', unit: 'nat', shows: [{ kind: 'surface' as const, x: 'x', y: 'y', z: 'z' }] };
  const panel = (values: readonly number[]) => ({ regime: null, seed: '0', part: null, xs: values.map((_, i) => i), ys: [0], values: [values], points: [] });

  it('end at twice the distance of the upper quartile from the lowest, over all panels', () => {
    // 1, 2, 3, 4, 100: the upper quartile is 4, so colours end at 1 + 2 · 3.
    expect(heightRange([panel([3, 1, 100]), panel([4, 2])])).toEqual({ low: 1, high: 7, clipped: true });
    // Of four the quartile lies between: 3 + 1/4 of 97.
    expect(heightRange([panel([1, 2, 3, 100])])).toEqual({ low: 1, high: 1 + 2 * 26.25, clipped: true });
  });

  it('end at the highest where that is lower, and where most are as low as the lowest', () => {
    expect(heightRange([panel([1, 2, 3, 4, 5])])).toEqual({ low: 1, high: 5, clipped: false });
    expect(heightRange([panel([1, 1, 1, 1, 5])])).toEqual({ low: 1, high: 5, clipped: false });
    expect(heightRange([])).toEqual({ low: 0, high: 1, clipped: false });
  });

  it('are said below the figure where some are higher', () => {
    const said = (z: readonly number[]): readonly string[] => {
      const of = buildView([{ ...header, plan: { ...header.plan, metrics: [surface] } }, value(surface, 'd/a/dense/joint/0', { x: z.map((_, i) => i), y: [0], z: [z] })]);
      return of.groups.flatMap((g) => g.figures).flatMap((f) => f.about).filter((t) => t.includes('labelled ≥'));
    };
    expect([said([1, 2, 3, 4, 100]).length, said([1, 2, 3, 4, 5]).length]).toEqual([1, 0]);
  });
});

describe('tables of metrics', () => {
  const table = (caption: string): TableView => {
    const found = view.groups.flatMap((g) => g.tables).find((t) => t.caption === caption);
    if (found === undefined) throw new Error(`no table ${caption}`);
    return found;
  };

  it('have a row for each name and a column for each list, means over seeds', () => {
    expect(table('Parts').columns.map((c) => c.label)).toEqual(['regime', 'part', 'width', 'depth', 'n']);
    // 4, 5 and 6: half width t(.975, 2) / √3 = 2.484.
    expect(texts(table('Parts'))).toEqual([['joint', 'stem', '8 ± 0', '1 ± 0', '3'], ['joint', 'head', '5 ± 2.5', '2 ± 0', '3']]);
  });

  it('of several regimes together have no column of regimes, and one for each seed', () => {
    expect(table('Versus').columns.map((c) => c.label)).toEqual(['name', 'barriers', 'seed 0', 'seed 1', 'n']);
    // .375 and .625: mean .5, half width 12.706 · .17678 / √2 = 1.588.
    expect(texts(table('Versus'))).toEqual([['joint–mixed', '0.5 ± 1.6', '0.375', '0.625', '2']]);
  });
});

describe('parts', () => {
  it('have a line each, under their names', () => {
    const { series, places } = lines('Ranks');
    expect(places).toEqual(['block0', 'block1']);
    // Single seeds are in the table: small panels of several regimes have no room for them.
    expect(series.map((s) => [s.regime, s.part, s.points.map((p) => p.y)])).toEqual([['joint', 'σ = 0.1', [2, 3]], ['joint', 'σ = 1', [1, null]]]);
    expect(texts(figure('Ranks').table)[0]).toEqual(['joint', 'σ = 0.1', 'block0', '2 ± 2.5', '1', '2', '3', '3']);
  });

  it('are headed by what they are: levels of noise as the title says', () => {
    expect(figure('Ranks').table.columns[1]?.label).toBe('part');
    expect([partWord('I(Z;Y) at noise σ', ['0.1', '2']), partWord('I(Z;Y) at noise σ', ['loss', '2']), partWord('loss', ['0.1', '2']), partWord('σ', [null])]).toEqual(['σ', 'part', 'part', 'part']);
  });

  it('of surfaces have a panel each on one scale', () => {
    const { shape, table } = figure('Planes');
    expect(shape.kind === 'surface' && shape.panels.map((p) => [p.regime, p.part, p.values.flat()])).toEqual([['joint', 'loss', [1, 2, 3, 4]], ['joint', 'block0', [5, 6, 7, 8]]]);
    expect(table.columns.map((c) => c.label)).toEqual(['regime', 'part', 'seed', 'y', '0', '1']);
  });

  it('say which of several ways of showing a figure is, and its unit', () => {
    expect(figure('Planes').caption).toBe('Planes of two parts');
    expect(figure('Ranks').about).toEqual(['n = 3 (seeds 0, 1, 2).', 'Counts what is large.', 'Source: Poe: Ranks. 2003.']);
  });
});

describe('stacks', () => {
  it('are means over seeds, a list for each part, with a table', () => {
    const { shape, table, alt } = figure('Who is strongest');
    if (shape.kind !== 'stack') throw new Error('no stack');
    expect([shape.places, shape.parts]).toEqual([['block0', 'block1'], ['exit0', 'classifier']]);
    // Of block1 exit0 has nothing: it does not reach so deep.
    expect(shape.panels).toEqual([{ regime: 'joint', role: 'ranked', shares: [[expect.closeTo(0.6, 9), null], [expect.closeTo(0.4, 9), 1]] }]);
    expect(texts(table)).toEqual([['joint', 'block0', '60.00 ± 24.84', '40.00 ± 24.84', '3'], ['joint', 'block1', '–', '100.00 ± 0.00', '3']]);
    expect(alt).toContain('joint: at block0 exit0 (60.00 %), at block1 classifier (100.00 %)');
  });
});

describe('results of several regimes together', () => {
  it('have lines named after their parts, and no regime', () => {
    const { series } = lines('Barriers');
    expect(series.map((s) => [s.regime, s.part, s.seed])).toEqual([
      [null, 'joint–mixed', null], [null, 'joint–mixed', '0'], [null, 'joint–mixed', '1'], [null, 'mixed–disjoint', null], [null, 'mixed–disjoint', '0'], [null, 'mixed–disjoint', '1'],
    ]);
    expect(texts(figure('Barriers').table)[1]).toEqual(['joint–mixed', '0.5', '0.5 ± 3.2', '0.25', '0.75', '2']);
    expect(figure('Barriers').table.of?.[0]).toEqual({ regime: null, role: 'ranked', seed: null });
  });

  it('have panels whose places may differ, with a row for each place', () => {
    const { table } = figure('Through three');
    expect(table.columns.map((c) => c.label)).toEqual(['seed', 'point', 'u', 'v', 'through three']);
    expect(texts(table).filter((r) => r[0] === '1')).toEqual([['1', '', '0', '0', '1'], ['1', '', '2', '0', '2'], ['1', 'joint', '1', '0', '–']]);
  });

  it('have no mean of p values: each seed has networks of its own', () => {
    const p = wide.map((r) => (r.kind === 'header' ? { ...r, plan: { ...r.plan, metrics: r.plan.metrics.map((m) => (m.id === 'metric-versus' ? { ...m, unit: 'p' } : m)) } } : r));
    const found = buildView(p).groups.flatMap((g) => g.tables).find((t) => t.caption === 'Versus');
    expect(found?.columns.map((c) => c.label)).toEqual(['name', 'seed 0', 'seed 1', 'n']);
    expect(found === undefined ? [] : texts(found)).toEqual([['joint–mixed', '0.375', '0.625', '2']]);
  });

  it('are of seeds, not of regimes, when they are one regime’s', () => {
    const own = wide.map((r) => (r.kind === 'value' && r.metric === 'metric-versus' ? { ...r, cells: ['d/a/dense/joint/0', 'd/a/dense/joint/1'] } : r));
    const found = buildView(own).groups.flatMap((g) => g.tables).find((t) => t.caption === 'Versus');
    expect(found?.columns[0]?.label).toBe('regime');
  });
});

it('does not miss values of cells that a metric was never meant for', () => {
  const kinds = (only: readonly string[] | null): readonly string[] => buildView(wide.map((r) => (r.kind === 'header'
    ? { ...r, plan: { ...r.plan, metrics: r.plan.metrics.map((m) => (m.id === 'metric-heights' ? { ...m, only } : m)) } }
    : r))).warnings.flatMap((w) => (w.kind === 'missing-values' && w.metric === 'metric-heights' ? w.cells : []));
  expect(kinds(['d/a/dense/joint/0', 'd/a/dense/joint/1', 'd/a/dense/joint/2'])).toEqual([]);
  expect(kinds(['d/a/dense/mixed/0'])).toEqual(['d/a/dense/mixed/0']);
});

it('names the field of a result that is not as its metric says', () => {
  const broken = wide.map((r) => (r.kind === 'value' && r.metric === 'metric-heights' ? { ...r, result: { x: [0], y: [0], z: [1] } } : r));
  expect(() => buildView(broken)).toThrow('rows of numbers at `z`');
});
