import { type StoredOutputs, known } from '@exitbench/core';
import { maxConfidence, sweep } from '@exitbench/exits';
import { describe, expect, it } from 'vitest';

import { chooseThresholds } from '../src/chooseThresholds.ts';

type Given = Parameters<typeof chooseThresholds>[0];
type Choose = (given: Given) => readonly number[];

const choose: Choose = (given) => chooseThresholds(given).map((c) => c.threshold);

describe('thresholds', () => {
  it('have all their properties', () => {
    expect(broken(choose)).toEqual([]);
  });

  it.each<{ readonly slip: string; readonly mutant: Choose; readonly notices: string }>([
    { slip: 'chosen on test', mutant: ({ outputs, labels, costs }) => choose({ costs, outputs: { ...outputs, validation: outputs.test }, labels: { ...labels, validation: labels.test } }), notices: 'validation' },
    { slip: 'the dearest', mutant: byRule((scores, fits) => scores.findLastIndex(fits)), notices: 'cheapest' },
    { slip: 'one setting further', mutant: byRule((scores, fits) => Math.min(99, scores.findIndex(fits) + 1)), notices: 'cheapest' },
    { slip: 'a share instead of points', mutant: byRule((scores, fits) => scores.findIndex(fits), (lost, allowed) => lost / 100 <= allowed + 1e-9), notices: 'cheapest' },
    { slip: 'less than what is allowed', mutant: byRule((scores, fits) => scores.findIndex(fits), (lost, allowed) => lost < allowed), notices: 'exactly' },
    { slip: 'without room for rounding', mutant: byRule((scores, fits) => scores.findIndex(fits), (lost, allowed) => lost <= allowed), notices: 'exactly' },
    { slip: 'per cent of what the last exit has', mutant: byRule((scores, fits) => scores.findIndex(fits), (lost, allowed, last) => lost / last <= allowed + 1e-9), notices: 'points' },
    { slip: 'against an accuracy of 1', mutant: byRule((scores, fits) => scores.findIndex(fits), (lost, allowed, last) => lost + 100 * (1 - last) <= allowed + 1e-9), notices: 'points' },
  ])('$slip: noticed by $notices', ({ mutant, notices }) => {
    expect(broken(mutant)).toContain(notices);
  });

  it('say what they cost in points, on both parts', () => {
    const [two, one, , , none] = chooseThresholds(CELL);
    expect([two?.name, one?.name, none?.name]).toEqual(['≤ 2 points', '≤ 1 point', 'no early exit']);
    // Validation: .71, .81, .91 and .93 are above 61/99, two of them above 81/99. Test: .62, .63 and .95, and .95 alone.
    expect([two?.lost, one?.lost, none?.lost]).toEqual([
      { validation: expect.closeTo(2, 9), test: expect.closeTo(1.5, 9) }, { validation: expect.closeTo(1, 9), test: expect.closeTo(0.5, 9) }, { validation: 0, test: 0 },
    ]);
    expect(one?.accuracy).toEqual({ validation: expect.closeTo(0.99, 9), test: expect.closeTo(0.995, 9) });
  });
});

// ---------------------------------------------------------------------------------------------------------------------

/** What the first exit says of samples of class 0, and how sure it is; the last exit is right but for the last `hopeless` ones. */
interface Part {
  /** Confidences of wrong answers; all others are right at .7. */
  readonly wrong: readonly number[];
  readonly hopeless?: number;
}

/** Of 200 samples each is half a point. */
function given(validation: Part, test: Part): Given {
  return {
    costs: { base: 100, exits: [40, 110] },
    outputs: { validation: outputsOf(validation), test: outputsOf(test) }, labels: { validation: new Int32Array(200), test: new Int32Array(200) },
  };
}

function outputsOf({ wrong, hopeless = 0 }: Part): StoredOutputs {
  const z = (p: number): number => Math.log(p / (1 - p));
  const samples = Array.from({ length: 200 }, (_, i) => i);
  const isHopeless = (i: number): boolean => i >= 200 - hopeless;
  const logits = (confidence: number, isRight: boolean): readonly number[] => (isRight ? [z(confidence), 0] : [0, z(confidence)]);
  return {
    samples: 200, width: 2,
    byExit: [
      Float32Array.from(samples.flatMap((i) => logits(wrong[i] ?? 0.7, wrong[i] === undefined && !isHopeless(i)))),
      Float32Array.from(samples.flatMap((i) => logits(0.99, !isHopeless(i)))),
    ],
  };
}

const WRONG = [0.55, 0.56, 0.61, 0.71, 0.81, 0.91, 0.93];
const CELL = given({ wrong: WRONG }, { wrong: [0.61, 0.62, 0.63, 0.95] });

/** The properties that a choice does not have. Settings are k/99; a sample leaves where its confidence is above. */
function broken(of: Choose): readonly string[] {
  const found: string[] = [];
  const check = (name: string, actual: readonly number[], wanted: readonly number[]): void =>
    void (JSON.stringify(actual) === JSON.stringify(wanted.map((k) => k / 99)) || found.push(name));
  // 4 are above 61/99 = .616, 2 above 81/99 = .818, 1 above 91/99 = .919, none above 93/99 = .939.
  check('cheapest', of(CELL), [61, 81, 91, 93, 99]);
  check('validation', of({ ...CELL, outputs: { ...CELL.outputs, test: outputsOf({ wrong: [] }) } }), [61, 81, 91, 93, 99]);
  // Two points are four samples, and 100 (1 − .98) is a little more than 2.
  check('exactly', of(given({ wrong: WRONG.slice(3) }, { wrong: [] })).slice(0, 1), [0]);
  check('points', of(given({ wrong: WRONG, hopeless: 100 }, { wrong: [] })), [61, 81, 91, 93, 99]);
  // The first exit is right where the last is not.
  check('gain', of(given({ wrong: [] }, { wrong: WRONG })), [0, 0, 0, 0, 99]);
  return found;
}

/** The choice by another rule. */
function byRule(
  find: (scores: readonly number[], fits: (score: number) => boolean) => number,
  isAllowed = (lost: number, allowed: number, _last: number): boolean => lost <= allowed + 1e-9,
): Choose {
  return ({ outputs, labels, costs }) => {
    const { settings } = maxConfidence();
    const scores = sweep(maxConfidence(), outputs.validation, labels.validation, costs).map((p) => p.score);
    const last = known(scores.at(-1), 'there are settings');
    return [...[2, 1, 0.5, 0].map((allowed) => settings[find(scores, (score) => isAllowed(100 * (last - score), allowed, last))] ?? NaN), 1];
  };
}
