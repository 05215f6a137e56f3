import { seedLabel } from '@exitbench/core';
import type { ArmRecord, HistoryPoint } from '@exitbench/records';

import type { Run, RunCell } from '../aggregate/readRun.ts';
import { average, estimate } from '../statistics/intervals.ts';
import type { AxisView, FigureView, LinesView } from '../view.ts';
import { type Line, lineFigure } from './lineFigure.ts';

const EPOCHS: AxisView = { label: 'epoch of training', factor: 1, scale: 'plain', log: false };

/** Loss over the epochs of training, and what validation said meanwhile. Figures without a value are left out. */
export function trainingFigures(run: Run, arms: readonly ArmRecord[], id: string): readonly FigureView[] {
  const isValue = arms.some((a) => a.network?.task.kind === 'regression');
  const notes = [
    'Epochs are counted through all phases. A phase’s loss is what it trains on: of one exit or the sum or mean over several, so it jumps where a phase begins and says little of one regime against another.',
  ];
  const figures: readonly (readonly [string, AxisView, (p: HistoryPoint) => number | null])[] = [
    ['Training loss', { label: 'training loss', factor: 1, scale: 'plain', log: true }, (p) => p.loss],
    ['Loss on validation while training', { label: 'loss on validation, mean over the evaluated exits', factor: 1, scale: 'plain', log: true }, (p) => meanOf(p.validation?.losses)],
    ...(isValue ? [] : [['Accuracy on validation while training', { label: 'accuracy in % on validation, mean over the evaluated exits', factor: 1, scale: 'share', log: false }, (p: HistoryPoint) => meanOf(p.validation?.accuracies)] as const]),
  ];
  return figures.flatMap(([caption, y, read], i): readonly FigureView[] => {
    const lines = arms.flatMap((arm) => lineOf(run, arm, read) ?? []);
    if (!lines.some((l) => l.points.some((p) => p.mean !== null))) return [];
    const marks = arms.filter((arm) => lines.some((l) => l.regime === arm.regime.label)).flatMap((arm) => marksOf(run, arm));
    return [lineFigure({ id: `${id}-${['loss', 'validation-loss', 'validation-accuracy'][i] ?? ''}`, caption, x: [EPOCHS], y, better: 'none', lines, marks, notes: i === 0 ? notes : [] })];
  });
}

// ---------------------------------------------------------------------------------------------------------------------

/** A phase of an arm: when it starts, in epochs of the whole training, and how long the longest of its cells trained. */
interface Span {
  readonly name: string;
  readonly from: number;
  readonly epochs: number;
}

function historyOf({ planned, outcome }: RunCell, phase: number): readonly HistoryPoint[] {
  return outcome?.nodes.find((n) => n.key === planned.phases[phase])?.training?.history ?? [];
}

/** A seed that stopped early has a gap before its next phase: phases start at one place for all seeds. */
function spansOf(run: Run, arm: ArmRecord): readonly Span[] {
  let from = 0;
  return arm.phases.map(({ name }, i) => {
    const epochs = Math.max(0, ...run.cellsOf(arm).map((cell) => historyOf(cell, i).at(-1)?.epoch ?? 0));
    const span = { name, from, epochs };
    from += epochs;
    return span;
  });
}

function marksOf(run: Run, arm: ArmRecord): LinesView['marks'] {
  return spansOf(run, arm).filter((s) => s.from > 0 && s.epochs > 0).map(({ name, from }) => ({ x: from, label: name, regime: arm.regime.label }));
}

function lineOf(run: Run, arm: ArmRecord, read: (point: HistoryPoint) => number | null): Line | undefined {
  const cells = run.cellsOf(arm).filter((c) => arm.phases.some((_, i) => historyOf(c, i).length > 0));
  if (cells.length === 0) return undefined;
  const points = spansOf(run, arm).flatMap(({ from, epochs }, phase): Line['points'] => {
    const trained = Array.from({ length: epochs }, (_, e) => {
      const seeds = cells.map((cell) => {
        const point = historyOf(cell, phase).find((p) => p.epoch === e + 1);
        return { seed: seedLabel(cell.planned.seed), y: point === undefined ? null : read(point) };
      });
      return { x: from + e + 1, seeds, mean: estimate(seeds.flatMap((s) => s.y ?? [])) };
    });
    // Losses of two phases are not one curve.
    const gap = { x: from + 0.5, mean: null, seeds: cells.map((c) => ({ seed: seedLabel(c.planned.seed), y: null })) };
    return from > 0 && epochs > 0 ? [gap, ...trained] : trained;
  });
  return { regime: arm.regime.label, role: arm.role, part: null, points };
}

function meanOf(values: readonly number[] | null | undefined): number | null {
  return values === null || values === undefined || values.length === 0 ? null : average(values);
}
