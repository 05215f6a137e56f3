import { seedLabel } from '@exitbench/core';
import type { ArmRecord, HeaderRecord } from '@exitbench/records';

import type { Group } from '../aggregate/groups.ts';
import { ENOUGH_SEEDS, untunedReduction } from '../aggregate/power.ts';
import type { Run } from '../aggregate/readRun.ts';
import type { TrainingCost } from '../aggregate/trainingCost.ts';
import { ALPHA } from '../aggregate/verdicts.ts';
import { holm } from '../statistics/holm.ts';
import type { HypothesesView, HypothesisView } from '../view.ts';
import { hypothesesDigest } from './digest.ts';
import type { Conditions, Hypothesis } from './hypothesis.ts';
import { HYPOTHESES } from './hypotheses.ts';
import { judgeInteriorShare } from './interiorShare.ts';
import { type Found, judgeClaims, notTestable } from './judgeClaims.ts';
import { judgeSameOrder } from './sameOrder.ts';
import type { Judged } from './judged.ts';

/**
 * Every hypothesis in every group: one family for Holm's adjustment. None is judged where rates were not tuned for each regime, unless
 * both reductions of the losses were tried and agree, nor on fewer than five seeds. Null where there are no two regimes to compare.
 * @param stated what the records say of the literal that they were made under
 */
export function judgeHypotheses(run: Run, groups: readonly (Group & { readonly id: string })[], costs: ReadonlyMap<string, TrainingCost>, stated: HeaderRecord['hypotheses']): HypothesesView | null {
  const eligible = (arm: ArmRecord): boolean => arm.role === 'ranked' && !(costs.get(arm.id)?.offBudget ?? false);
  if (!groups.some((g) => g.arms.filter(eligible).length > 1)) return null;
  const registration = registrationOf(stated);
  const stops = reasonsAgainst(run);
  if (stops.length > 0) return { registration, hypotheses: HYPOTHESES.map(wordsOf), judged: null, because: stops.join(', and ') };
  const peers = run.plan.arms.filter((arm) => arm.excluded === null && eligible(arm));
  const found = groups.flatMap((group) => {
    const arms = group.arms.filter((arm) => arm.role === 'control' || eligible(arm));
    return HYPOTHESES.map((hypothesis) => ({ hypothesis, group, found: judgeOne({ run, arms, peers }, hypothesis) }));
  });
  const family = found.filter(({ found: f }) => f.kind === 'tested' || f.counts);
  const adjusted = holm(family.map(({ found: f }) => (f.kind === 'tested' ? f.p : null)));
  const judged = found.map(({ hypothesis, group, found: f }): HypothesisView => {
    const base = { id: hypothesis.id, group: group.id, title: group.title, leftOut: f.leftOut, claims: f.claims.map(({ says, n, difference, scale, p }) => ({ says, n, difference, scale, p })) };
    if (f.kind === 'not-testable') return { ...base, outcome: 'not-testable', why: f.why, says: null, n: 0, difference: null, scale: 'plain', p: null, adjusted: null };
    const corrected = adjusted[family.findIndex((x) => x.found === f)] ?? 1;
    const outcome = corrected > ALPHA || f.withheld !== null ? 'undecided' : f.towards;
    const { says, n, difference, scale } = f.decisive;
    return { ...base, outcome, why: outcome === 'undecided' ? (f.withheld ?? f.decisive.note) : null, says, n, difference, scale, p: f.p, adjusted: corrected };
  });
  return { registration, hypotheses: HYPOTHESES.map(wordsOf), judged, because: null };
}

// ---------------------------------------------------------------------------------------------------------------------

function wordsOf({ id, statement, found, source, scope, caveat }: Hypothesis): HypothesesView['hypotheses'][number] {
  return { id, statement, found, source, scope: scope.words, caveat: caveat ?? null };
}

function registrationOf(stated: HeaderRecord['hypotheses']): HypothesesView['registration'] {
  const digest = hypothesesDigest();
  if (stated === null) return { kind: 'none', digest };
  return stated.digest === digest ? { kind: 'same', digest, commit: stated.commit } : { kind: 'other', digest, stated: stated.digest, commit: stated.commit };
}

/** What forbids any verdict in the whole run. */
function reasonsAgainst(run: Run): readonly string[] {
  const seeds = new Set(run.plan.cells.map((c) => seedLabel(c.seed))).size;
  return [
    ...(untunedReduction(run) !== null ? ['learning rates are not tuned for each regime and one reduction of the losses was tried'] : []),
    ...(seeds < ENOUGH_SEEDS ? [`there are fewer than ${ENOUGH_SEEDS} seeds`] : []),
  ];
}

/** Where rates are not tuned, a group is judged under each reduction that it has, and the verdicts must agree. */
function judgeOne({ run, arms, peers }: Judged, hypothesis: Hypothesis): Found {
  if (arms.length === 0) return notTestable('there are no arms');
  if (!isAmong(arms, hypothesis.scope.where)) return notTestable(`it is about ${hypothesis.scope.words}`);
  if (run.plan.tune !== null) return foundOf({ run, arms, peers }, hypothesis);
  const reductions = [...new Set(arms.flatMap((a) => a.recipe?.reduction ?? []))];
  const each = reductions.map((reduction) => {
    const [own, others] = [arms, peers].map((of) => of.filter((a) => a.recipe?.reduction === reduction));
    return foundOf({ run, arms: own ?? [], peers: others ?? [] }, hypothesis);
  });
  const tested = each.flatMap((f) => (f.kind === 'tested' ? [f] : []));
  const [first] = tested;
  if (reductions.length < 2 || first === undefined || tested.length < each.length) {
    return notTestable('learning rates are not tuned for each regime and one reduction of the losses was tried');
  }
  const weakest = tested.reduce((a, b) => (b.p > a.p ? b : a));
  return tested.every((f) => f.towards === first.towards) ? weakest : { ...weakest, withheld: 'the two reductions of the losses do not agree' };
}

function foundOf(judged: Judged, { test }: Hypothesis): Found {
  switch (test.kind) {
    case 'claims':
      return judgeClaims(judged, test.claims.filter((claim) => isAmong(judged.arms, claim.where)));
    case 'interior-share':
      return judgeInteriorShare(judged);
    case 'same-order':
      return judgeSameOrder(judged, test.across);
  }
}

/** Whether any of the conditions hold. */
function isAmong([arm, ...others]: readonly ArmRecord[], where: readonly Conditions[] = [{}]): boolean {
  if (arm === undefined) return false;
  const { dataset, architecture } = arm;
  const isPretrained = [arm, ...others].some((a) => a.phases.some((p) => p.resolved.kind === 'import'));
  return where.some(({ datasets, architectures, least = 0, most = Infinity, pretrained = isPretrained }) =>
    (datasets?.includes(dataset.id) ?? true) && (architectures?.includes(architecture.id) ?? true)
    && dataset.sizes.train >= least && dataset.sizes.train <= most && pretrained === isPretrained);
}
