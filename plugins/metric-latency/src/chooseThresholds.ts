import { type CellView, known } from '@exitbench/core';
import { maxConfidence, sweep } from '@exitbench/exits';

/** Accuracy that a threshold may cost on validation, in points (per cent of the samples), the cheapest inference first. */
const ALLOWED = [2, 1, 0.5, 0];

/** A threshold of the max-confidence policy, and what it gives. */
export interface Chosen {
  /** What a table calls it. */
  readonly name: string;
  /** Points that it may cost on validation; null for the threshold at which nobody leaves early. */
  readonly allowed: number | null;
  readonly threshold: number;
  readonly accuracy: { readonly validation: number; readonly test: number };
  /** Points less than the last exit has. */
  readonly lost: { readonly validation: number; readonly test: number };
}

/**
 * For each allowed loss the smallest threshold, hence the cheapest inference, whose accuracy on validation is at most that
 * much below the last exit's; and the threshold at which everybody goes through to the last exit. Test chooses nothing.
 */
export function chooseThresholds({ outputs, labels, costs }: Required<Pick<CellView, 'outputs' | 'labels' | 'costs'>>): readonly Chosen[] {
  const policy = maxConfidence();
  const scores = (part: 'validation' | 'test'): readonly number[] => sweep(policy, outputs[part], labels[part], costs).map((point) => point.score);
  const [validation, test] = [scores('validation'), scores('test')];
  const end = policy.settings.length - 1;
  const at = (of: readonly number[], index: number): number => known(of[index], 'a score for each setting');
  const lost = (of: readonly number[], index: number): number => 100 * (at(of, end) - at(of, index));
  const chosen = (name: string, allowed: number | null, index: number): Chosen => ({
    name, allowed, threshold: known(policy.settings[index], 'a setting'),
    accuracy: { validation: at(validation, index), test: at(test, index) },
    lost: { validation: lost(validation, index), test: lost(test, index) },
  });
  return [
    // Scores are quotients: five samples of a thousand are half a point, and not the last digit of a float more.
    ...ALLOWED.map((allowed) => chosen(`≤ ${allowed} ${allowed === 1 ? 'point' : 'points'}`, allowed, validation.findIndex((_, i) => lost(validation, i) <= allowed + 1e-9))),
    chosen('no early exit', null, end),
  ];
}
