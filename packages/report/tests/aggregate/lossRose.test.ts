import type { ArmRecord, RunRecord } from '@exitbench/records';
import { describe, expect, it } from 'vitest';

import { type Warning, buildView, warningText } from '../../src/index.ts';
import { arm, completed, header } from '../example.ts';

type Resolved = ArmRecord['phases'][number]['resolved'];

/** What of a phase the warning reads: which losses it sums. */
const trained = (kind: 'task' | 'distil'): Resolved => ({ kind: 'train', losses: [{ kind }] }) as unknown as Resolved;
const key = (root: number): string => String(root).padStart(64, '0');

/** One phase, named heads, of as many seeds as there are courses of the mean loss, an epoch each. Null is a cell that diverged. */
function warned(courses: readonly (readonly number[] | null)[], resolved: Resolved = trained('task')): readonly Warning[] {
  const one = arm('disjoint', [{ name: 'heads', steps: 60, macs: 1000 }]);
  const arms = [{ ...one, phases: one.phases.map((p) => ({ ...p, resolved })) }];
  const cells = courses.map((_, root) => ({ id: `${one.id}/${root}`, arm: one.id, seed: { root, init: root, order: root, augment: root }, phases: [key(root)], nodes: [] }));
  const records: readonly RunRecord[] = [
    { ...header, plan: { ...header.plan, arms, cells, metrics: [] } },
    ...courses.map((losses, root): RunRecord => {
      const history = (losses ?? [1, 1e6]).map((loss, i) => ({ epoch: i + 1, step: 30 * (i + 1), loss, validation: null }));
      const cell = completed(`${one.id}/${root}`, [{
        key: key(root), kind: 'phase', name: 'heads', coreSeconds: 1, peakMemory: null, selection: null, training: { steps: 60, macs: 1000, history },
      }]);
      return losses === null ? { ...cell, status: 'diverged', reason: 'NaN' } : cell;
    }),
  ];
  return buildView(records).warnings.filter((w) => w.kind === 'loss-rose');
}

describe('a loss that ends too high', () => {
  it('is warned of with the seeds, and the course of the worst', () => {
    const warnings = warned([[42, 2880], [1.2, 0.1], [9.7, 296_900]]);
    expect(warnings).toEqual([{ kind: 'loss-rose', arm: 'disjoint', phase: 'heads', seeds: ['0', '2'], of: 3, first: 9.7, last: 296_900 }]);
    expect(warnings.map(warningText)).toEqual([
      '“disjoint”: the training loss of the phase “heads” ended far too high on 2 of 3 seeds (0, 2): at worst 296900, after 9.7 in the first epoch. ' +
      'No loss was infinite, so these seeds count in the means. Most often the learning rate is too high.',
    ]);
  });

  it('is also one that has come down from higher still, but not to what guessing gives', () => {
    // Twice ln(10) is 4.605.
    expect(warned([[5000, 4.7]])).toHaveLength(1);
    expect(warned([[5000, 4.5]])).toEqual([]);
    // A term that is no loss of the task has no such level.
    expect(warned([[5000, 4.7]], trained('distil'))).toEqual([]);
  });

  it('is none that falls, wavers or has one epoch, nor one of a cell that diverged', () => {
    expect(warned([[2.3, 0.4], [0.1, 0.19], [2.2], [], null])).toEqual([]);
    expect(warned([[0.1, 0.21]])).toHaveLength(1);
  });
});
