import { canonicalJson, seedLabel } from '@exitbench/core';
import type { ArmRecord, MetricRecord } from '@exitbench/records';

import { BUDGET_METRIC, levelScores } from '../aggregate/budgetRows.ts';
import { fieldAt } from '../aggregate/fields.ts';
import type { Run } from '../aggregate/readRun.ts';
import { average } from '../statistics/intervals.ts';
import { ENOUGH_SEEDS } from '../aggregate/power.ts';
import type { Hypothesis } from './hypothesis.ts';
import { type Found, combined, judgeClaim, notTestable, tooFew } from './judgeClaims.ts';
import { isPaper, metricFor, widestFirst } from './metricFor.ts';
import type { Judged } from './judged.ts';

type Across = Extract<Hypothesis['test'], { readonly kind: 'same-order' }>['across'];

/** Kendall's τ of regimes' scores at 100 % under two policies, or with two heads, for each seed: above zero where the order is rather the same. */
export function judgeSameOrder(judged: Judged, across: Across): Found {
  const orders = across === 'policies' ? policies(judged) : heads(judged);
  if (orders.length < 2) {
    return notTestable(across === 'policies' ? 'accuracy at budgets was computed under one policy only' : 'there is one head only');
  }
  const seeds = [...new Set(orders.flatMap((o) => [...o.values()].flatMap((bySeed) => [...bySeed.keys()])))];
  const values = new Map(seeds.flatMap((seed): readonly (readonly [string, readonly number[]])[] => {
    const taus = orders.flatMap((a, i) => orders.slice(i + 1).flatMap((b) => tauOf(a, b, seed)));
    return taus.length === 0 ? [] : [[seed, [average(taus)]]];
  }));
  const numbers = { values, planned: seeds.length, computed: values.size, isShare: false };
  const result = judgeClaim({ says: 'Kendall’s τ of the regimes’ orders at 100 %', terms: [{ role: null, quantity: { kind: 'level', level: 1 }, times: 1 }], expect: 'positive' }, [numbers]);
  if (result.n < ENOUGH_SEEDS) return { ...notTestable(tooFew(result.n), seeds.length >= ENOUGH_SEEDS), claims: [result] };
  return combined([result]);
}

// ---------------------------------------------------------------------------------------------------------------------

/** Scores by regime and seed, under one policy or with one head. */
type Order = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Two uses of the metric may differ in something else: results say which policy theirs is. */
function policies({ run, arms }: Judged): readonly Order[] {
  const named = budgets(run).map((metric) => ({ metric, policy: arms.flatMap((arm) => run.cellsOf(arm)).map((c) => fieldAt(run.result(metric, c.planned.id) ?? null, 'policy')).find((p) => typeof p === 'string') }));
  return named.filter(({ policy }, i) => policy !== undefined && named.findIndex((n) => n.policy === policy) === i).map(({ metric }) => orderOf(run, arms, metric));
}

/** Groups that differ from this one in their head only. Only the first of them is asked, so that each set of heads is judged once. */
function heads({ run, arms, peers }: Judged): readonly Order[] {
  const metric = metricFor({ run, arms: peers, peers }, { kind: 'level', level: 1 });
  const [first] = arms;
  if ('missing' in metric || first === undefined) return [];
  const setting = ({ dataset, architecture, exits, epochs }: ArmRecord): string => canonicalJson({ dataset, architecture, placement: exits.placement, epochs });
  const alike = peers.filter((a) => setting(a) === setting(first));
  const kinds = [...new Set(alike.map((a) => canonicalJson(a.exits)))];
  if (kinds[0] !== canonicalJson(first.exits)) return [];
  return kinds.map((kind) => orderOf(run, alike.filter((a) => canonicalJson(a.exits) === kind), metric));
}

function budgets({ plan }: Run): readonly MetricRecord[] {
  return widestFirst(plan.metrics.filter((m) => m.plugin === BUDGET_METRIC && !isPaper(m)));
}

function orderOf(run: Run, arms: readonly ArmRecord[], metric: MetricRecord): Order {
  return new Map(arms.filter((a) => a.role === 'ranked').map((arm) => [arm.regime.label, new Map(run.cellsOf(arm).flatMap(({ planned }): readonly (readonly [string, number])[] => {
    const result = run.result(metric, planned.id);
    if (result === undefined || fieldAt(result, 'mode') === 'paper') return [];
    const score = levelScores(result).find((l) => l.level === 1)?.score ?? null;
    return score === null ? [] : [[seedLabel(planned.seed), score]];
  }))]));
}

/** (concordant − discordant) / pairs, of regimes that both have; nothing for fewer than two. */
function tauOf(a: Order, b: Order, seed: string): readonly number[] {
  const both = [...a.keys()].flatMap((regime) => {
    const [x, y] = [a.get(regime)?.get(seed), b.get(regime)?.get(seed)];
    return x === undefined || y === undefined ? [] : [{ x, y }];
  });
  const signs = both.flatMap((p, i) => both.slice(i + 1).map((q) => Math.sign(p.x - q.x) * Math.sign(p.y - q.y)));
  return signs.length === 0 ? [] : [average(signs)];
}
