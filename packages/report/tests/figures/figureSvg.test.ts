import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';

import { figureFiles, figureSvg, regimeStyles, variantsOf } from '../../src/figures/index.ts';
import { stepsOf } from '../../src/figures/surfacePanels.ts';
import type { FigureView, LinesView } from '../../src/view.ts';
import { HOSTILE, exampleView } from '../page/exampleView.ts';

const FIGURES = exampleView.groups[0]?.figures ?? [];
const styles = regimeStyles(exampleView);

describe('figureSvg', () => {
  it('gives the same bytes again', async () => {
    expect(await figureSvg(figure('group-1-cost'), { styles })).toBe(await figureSvg(figure('group-1-cost'), { styles }));
  });

  it('stands alone: its own colours, title and description, no style, no reference', async () => {
    const svg = await figureSvg(figure('group-1-cost'), { styles });
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" [^>]*role="img" aria-labelledby="group-1-cost-title group-1-cost-desc"/);
    expect(svg).not.toMatch(/var\(|<style| style=|class=|href=|NaN|undefined/);
    expect(svg).toContain('<title id="group-1-cost-title">Accuracy against inference cost</title>');
  });

  it('is XML, whatever names it has: every "<" opens a tag of its own', async () => {
    const files = await figureFiles(exampleView);
    const tags = new Set(files.flatMap((f) => [...f.content.matchAll(/<\/?([^\s/>]*)/g)].map((m) => m[1])));
    expect([...tags].toSorted()).toEqual(['circle', 'desc', 'g', 'line', 'path', 'rect', 'svg', 'text', 'title']);
    expect(files.every((f) => !/="[^"]*<|&(?!(amp|lt|gt|quot|#39);)/.test(f.content))).toBe(true);
  });

  it('puts points where their values are: equal steps of a linear axis, equal ratios of a logarithmic one', async () => {
    const lines = quantity([[1, 0.1], [10, 0.2], [100, 0.3]]);
    const variants = variantsOf(lines);
    expect(variants.map((v) => v.key)).toEqual(['x0-linear-linear', 'x0-log-linear']);
    const [linear, log] = await Promise.all(variants.map(async (variant) => pointsOf(await figureSvg(lines, { styles, variant }))));
    const ratio = (p: readonly number[] | undefined): number => ((p?.[1] ?? NaN) - (p?.[0] ?? NaN)) / ((p?.[2] ?? NaN) - (p?.[0] ?? NaN));
    // Nine of ninety-nine, and one decade of two; coordinates are rounded to a tenth of some 500.
    expect(ratio(linear)).toBeCloseTo(9 / 99, 2);
    expect(ratio(log)).toBeCloseTo(0.5, 2);
  });

  it('leaves a gap where there is no value', async () => {
    const whole = await figureSvg(quantity([[1, 0.1], [2, 0.2], [3, 0.3], [4, 0.4]]), { styles });
    const gap = await figureSvg(quantity([[1, 0.1], [2, 0.2], [3, null], [4, 0.4], [5, 0.5]]), { styles });
    const moves = (svg: string): number => (/stroke-width="2.2"[^>]*><path[^>]* d="([^"]*)"/.exec(svg)?.[1] ?? '').split('M').length - 1;
    expect([moves(whole), moves(gap)]).toEqual([1, 2]);
  });

  it('marks a point without neighbours, which no stroke shows', async () => {
    const many = Array.from({ length: 40 }, (_, i): [number, number | null] => [i + 1, i === 38 ? 0.5 : null]);
    expect(pointsOf(await figureSvg(quantity(many), { styles }))).toHaveLength(1);
  });

  it('gives heights that differ by much steps of equal ratio', () => {
    const steps = (heights: readonly number[]): readonly number[] => stepsOf({
      kind: 'surface', x: axis('x'), y: axis('y'), z: axis('loss'), panels: [{ regime: 'joint', seed: '0', part: null, xs: [0, 1], ys: [0, 1], values: [heights], points: [] }],
    }).map((s) => s.low);
    // From 1 to 10 in ten steps; from 1 to 9 they are even.
    expect(steps([1, 1, 10, 10])[5]).toBeCloseTo(Math.sqrt(10), 12);
    expect(steps([1, 1, 9, 9])[5]).toBeCloseTo(5, 12);
    expect(steps([0, 0, 10, 10])[5]).toBeCloseTo(5, 12);
  });

  it('offers no logarithmic axis where a value is not above zero', () => {
    expect(variantsOf(quantity([[0, 0.1], [10, 0.2]]))).toHaveLength(1);
  });

  it('tells regimes apart by dash and marker, controls by hollow ones', () => {
    expect(new Set(styles.map((s) => `${s.dash ?? 'whole'} ${s.symbol}`)).size).toBe(styles.length);
    expect(styles.map((s) => [s.regime, s.role])).toEqual([['joint', 'ranked'], [HOSTILE, 'ranked'], ['disjoint', 'ranked'], ['joint, half budget', 'control']]);
  });

  it('gives each part a panel, with its name', async () => {
    const { document } = parseHTML(`<body>${await figureSvg(figure('group-1-gradients'), { styles })}</body>`);
    expect([...document.querySelectorAll('text[font-weight]')].map((t) => t.textContent)).toEqual(['block0', 'block1', 'block2', 'block3', 'block4', 'classifier']);
  });

  it('shades all panels of a surface by one scale, and names the points', async () => {
    const surface = (second: number): FigureView => ({
      ...figure('group-1-plane'),
      shape: {
        kind: 'surface', x: axis('x'), y: axis('y'), z: axis('loss'),
        panels: [[0, 1], [0, second]].map(([low, high]) => ({
          regime: 'joint', seed: '0', part: null, xs: [0, 1], ys: [0, 1], values: [[low ?? 0, high ?? 0], [low ?? 0, high ?? 0]], points: [{ x: 0.5, y: 0.5, label: 'start' }],
        })),
      },
    });
    const lightest = async (view: FigureView): Promise<number> => (await figureSvg(view, { styles })).split('<path fill="#fde725" d="M').length - 1;
    // Alike, both panels reach the lightest step; beside one ten times as high, the first no longer does.
    expect([await lightest(surface(1)), await lightest(surface(10))]).toEqual([2, 1]);
    expect((await figureSvg(surface(1), { styles })).match(/>start</g)).toHaveLength(2);
    // Of 0, 0, 0, 0, 1, 1, 10, 10 the upper quartile is 3.25, the scale ends at 6.5, its last step begins at 5.85.
    expect((await figureSvg(surface(10), { styles })).match(/>≥[^<]*</g)).toEqual(['>≥ 5.85<']);
    expect(await figureSvg(surface(1), { styles })).not.toContain('≥');
  });
});

// ---------------------------------------------------------------------------------------------------------------------

function figure(id: string): FigureView {
  const found = FIGURES.find((f) => f.id === id);
  if (found === undefined) throw new Error(`There is no figure ${id}.`);
  return found;
}

function quantity(points: readonly (readonly [number, number | null])[]): FigureView {
  const shape: LinesView = {
    kind: 'lines', x: [{ label: 'cost', factor: 1, scale: 'plain', log: true }], y: { label: 'accuracy', factor: 1, scale: 'plain', log: false }, places: null, marks: [],
    series: [{ regime: 'joint', role: 'ranked', seed: null, part: null, points: points.map(([x, y]) => ({ x, y, low: null, high: null })) }],
  };
  return { ...figure('group-1-cost'), shape };
}

function axis(label: string): LinesView['y'] {
  return { label, factor: 1, scale: 'plain', log: false };
}

/** Horizontal places of the markers of the one line: circles, the legend's left out. */
function pointsOf(svg: string): readonly number[] {
  // The legend's marker stands first.
  return [...svg.matchAll(/<circle[^>]* cx="([\d.]+)"/g)].map((m) => Number(m[1])).slice(1);
}
