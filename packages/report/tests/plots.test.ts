import { describe, expect, it } from 'vitest';

import { type FigureView, type LinesView, type TableView, buildView, rowTexts } from '../src/index.ts';
import { header, records, value } from './example.ts';
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
  expect(ids).toHaveLength(8);
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
    expect(texts(table).slice(0, 4)).toEqual([['joint', '0', '', '0', '0', '1'], ['joint', '0', '', '1', '0', '2'], ['joint', '0', '', '0', '2', '3.25'], ['joint', '0', '', '1', '2', '4']]);
    expect(table.of?.[0]).toEqual({ regime: 'joint', role: 'ranked', seed: '0' });
  });

  it('have named points', () => {
    const { shape, table } = figure('Plane');
    expect(shape.kind === 'surface' && shape.panels[0]?.points).toEqual([{ x: 0.5, y: 0.25, label: 'joint' }]);
    expect(texts(table)[4]).toEqual(['joint', '0', 'joint', '0.5', '0.25', '–']);
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

  it('say which regimes a result compares', () => {
    expect(texts(table('Versus'))).toEqual([['joint · mixed', 'joint–mixed', '0.375', '1']]);
  });
});

it('names the field of a result that is not as its metric says', () => {
  const broken = wide.map((r) => (r.kind === 'value' && r.metric === 'metric-heights' ? { ...r, result: { x: [0], y: [0], z: [1] } } : r));
  expect(() => buildView(broken)).toThrow('rows of numbers at `z`');
});
