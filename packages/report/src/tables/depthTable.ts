import type { ArmRecord } from '@exitbench/records';

import { depthCurve } from '../aggregate/depthCurves.ts';
import type { Run } from '../aggregate/readRun.ts';
import type { Shown } from '../aggregate/shown.ts';
import { capital } from '../plots/about.ts';
import type { TableView } from '../view.ts';
import { armTable } from './armTable.ts';
import { quantityOf, shown as cellOf } from './scale.ts';

/** A quantity for each exit or block: a row for each regime. Undefined where there are no results, and where they have several parts: their figure has a table. */
export function depthTable(run: Run, arms: readonly ArmRecord[], shown: Shown): TableView | undefined {
  const curves = new Map(arms.map((arm) => [arm.id, depthCurve(run, arm, shown)]));
  const found = [...curves.values()].flatMap((c) => c ?? []);
  const [first] = found;
  if (first === undefined) return undefined;
  const quantity = quantityOf(first.quantity, shown);
  const costs = arms.find((a) => a.network !== null)?.network;
  // A network whose heads were never trained has fewer exits than its neighbours.
  const pieces = [...new Set([...(costs?.exits ?? []), ...found.flatMap((c) => c.pieces)])].filter((piece) => found.some((c) => c.pieces.includes(piece)));
  const share = (exit: string): string => {
    const cost = costs?.costs.exits[costs.exits.indexOf(exit)];
    return costs === null || costs === undefined || cost === undefined ? exit : `${exit} (${percent(cost / costs.costs.base)})`;
  };
  const isOfExits = pieces.some((piece) => costs?.exits.includes(piece));
  return armTable(arms, {
    caption: quantity.name.startsWith(shown.title) ? capital(quantity.name) : `${capital(shown.title)}: ${quantity.name}, on test`,
    columns: [...pieces.map(share), 'n'],
    notes: isOfExits ? ['In brackets: what leaving at the exit costs, in per cent of the plain backbone’s multiply-accumulates.'] : [],
    row: (arm) => {
      const curve = curves.get(arm.id);
      return curve && [
        ...pieces.map((piece) => cellOf(curve.values[curve.pieces.indexOf(piece)] ?? null, quantity)), { kind: 'count', value: Math.max(0, ...curve.values.map((v) => v?.n ?? 0)) },
      ];
    },
  });
}

// ---------------------------------------------------------------------------------------------------------------------

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)} %`;
}
