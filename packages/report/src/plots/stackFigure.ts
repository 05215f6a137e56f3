import type { ArmRecord } from '@exitbench/records';

import { textsAt } from '../aggregate/fields.ts';
import { partNames, partsAt } from '../aggregate/parts.ts';
import type { Run } from '../aggregate/readRun.ts';
import { resultsOf } from '../aggregate/resultsOf.ts';
import { type Shown, isShownAs } from '../aggregate/shown.ts';
import { numberText } from '../render/numbers.ts';
import { type Estimate, estimate } from '../statistics/intervals.ts';
import type { CellView, FigureView, RowOf, StackView } from '../view.ts';
import { aboutOf, capital, lastOf } from './about.ts';
import { count, text } from '../tables/cells.ts';
import { regimeText } from '../tables/regimeText.ts';

/** Parts of a whole at each exit or block, a panel for each regime, means over seeds. Undefined for what is shown otherwise and without results. */
export function stackFigure(run: Run, arms: readonly ArmRecord[], shown: Shown, id: string): FigureView | undefined {
  if (!isShownAs(shown, 'stack')) return undefined;
  const { shows } = shown;
  const results = resultsOf(run, arms, shown.metric);
  if (results.length === 0) return undefined;
  const read = results.map(({ regime, role, seeds }) => ({
    regime, role, seeds: seeds.map(({ result }) => ({ pieces: textsAt(result, shows.pieces), shares: partsAt(result, shows.shares) })),
  }));
  const places = [...new Set(read.flatMap((r) => r.seeds.flatMap((s) => s.pieces)))];
  const parts = partNames(read.flatMap((r) => r.seeds.map((s) => s.shares)));
  const bars = read.map(({ regime, role, seeds }) => ({
    regime, role, n: seeds.length,
    means: parts.map((part) => places.map((place) => estimate(seeds.flatMap(({ pieces, shares }) => shares.find((s) => s.part === part)?.values[pieces.indexOf(place)] ?? [])))),
  }));
  const caption = capital(shown.title);
  const names = parts.map((part) => part ?? lastOf(shows.shares));
  const place = lastOf(shows.pieces).replace(/s$/, '');
  const rows = bars.flatMap(({ regime, role, n, means }) => places.flatMap((at, i) => (means.every((m) => (m[i] ?? null) === null)
    ? []
    : [{ of: { regime, role, seed: null } satisfies RowOf, cells: rowOf(regime, role, at, means.map((m) => m[i] ?? null), n) }])));
  const hasRegimes = bars.some((b) => b.regime !== null);
  return {
    id, caption, alt: altText(caption, bars, places, names), about: aboutOf(run, shown, results),
    shape: {
      kind: 'stack', places, parts: names, x: { label: place, factor: 1, scale: 'plain', log: false }, y: { label: 'share in %', factor: 1, scale: 'share', log: false },
      panels: bars.map(({ regime, role, means }) => ({ regime, role, shares: means.map((m) => m.map((v) => v?.mean ?? null)) })),
    },
    table: {
      caption, notes: [], rows: rows.map((r) => (hasRegimes ? r.cells : r.cells.slice(1))), of: rows.map((r) => r.of),
      columns: [
        ...(hasRegimes ? [{ label: 'regime', numeric: false }] : []), { label: place, numeric: false, place: true },
        ...names.map((label) => ({ label, numeric: true })), { label: 'n', numeric: true },
      ],
    },
  };
}

// ---------------------------------------------------------------------------------------------------------------------

function rowOf(regime: string | null, role: RowOf['role'], place: string, means: readonly (Estimate | null)[], n: number): readonly CellView[] {
  return [
    text(regimeText(regime, role)), text(place),
    ...means.map((mean): CellView => ({ kind: 'estimate', estimate: mean, scale: 'share' })), count(n),
  ];
}

/** Names the largest part at the first and the last place of each panel. */
function altText(caption: string, bars: readonly { readonly regime: string | null; readonly means: readonly (readonly (Estimate | null)[])[] }[], places: StackView['places'], names: readonly string[]): string {
  const largest = (means: readonly (readonly (Estimate | null)[])[], i: number): string => {
    const shares = means.map((m) => m[i]?.mean ?? -1);
    const top = Math.max(...shares);
    return `${names[shares.indexOf(top)] ?? ''} (${numberText(top, 'share')} %)`;
  };
  const said = bars.map(({ regime, means }) => `${regime ?? 'all'}: at ${places[0] ?? ''} ${largest(means, 0)}, at ${places.at(-1) ?? ''} ${largest(means, places.length - 1)}`);
  return `${caption}, stacked shares. The largest part of ${said.join('; ')}.`;
}
