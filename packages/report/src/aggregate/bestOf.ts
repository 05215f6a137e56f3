import { average } from '../statistics/intervals.ts';
import type { Contender, Family, Verdict } from './verdicts.ts';

/** Which regime of a family to take. Everything is ids of arms. */
export type Best = {
  /** Arms that diverged on every seed. They are out of the race; an arm that has no outcome at all is not, since nothing is known of it. */
  readonly diverged: readonly string[];
  /** Arms that cannot keep the cost level on any seed: out of the race too. */
  readonly outOfReach: readonly string[];
} & (
  | {
    readonly kind: 'decided';
    /** Each is better than or tied with every other. */
    readonly best: readonly string[];
    /** Tied with all of the best, but not shown to be as good against the rest. */
    readonly tiedWith: readonly string[];
  }
  | {
    readonly kind: 'undecided';
    /** The highest mean over the seeds that all have. Null where they share none, or the highest mean. */
    readonly leads: string | null;
    /** Worse than nobody. */
    readonly inTheRunning: readonly string[];
  }
  /** No pair of arms has enough seeds. */
  | { readonly kind: 'too-few'; readonly leads: string | null }
  /** Fewer than two arms: nothing was compared. */
  | { readonly kind: 'alone'; readonly arm: string | null }
);

/** The answer of a family of verdicts. */
export function bestOf({ members, verdicts }: Family): Best {
  const racing = members.filter((m) => !hasDiverged(m) && m.outOfReach !== true);
  const ids = racing.map((m) => m.id);
  const out = { diverged: members.filter(hasDiverged).map((m) => m.id), outOfReach: members.filter((m) => m.outOfReach === true).map((m) => m.id) };
  if (ids.length < 2) return { kind: 'alone', arm: ids[0] ?? null, ...out };
  const heard = verdicts.filter((v) => ids.includes(v.a) && ids.includes(v.b));
  if (heard.every((v) => v.kind === 'too-few')) return { kind: 'too-few', leads: leaderOf(racing), ...out };
  const against = (id: string): readonly Verdict[] => heard.flatMap((v) => (v.a === id ? [v.kind] : v.b === id ? [reversed(v.kind)] : []));
  const best = ids.filter((id) => against(id).every((v) => v === 'better' || v === 'tie'));
  if (best.length === 0) return { kind: 'undecided', leads: leaderOf(racing), inTheRunning: ids.filter((id) => !against(id).includes('worse')), ...out };
  const areTied = (x: string, y: string): boolean => heard.some((v) => v.kind === 'tie' && [v.a, v.b].includes(x) && [v.a, v.b].includes(y));
  return { kind: 'decided', best, tiedWith: ids.filter((id) => !best.includes(id) && best.every((winner) => areTied(id, winner))), ...out };
}

// ---------------------------------------------------------------------------------------------------------------------

function hasDiverged({ values }: Contender): boolean {
  return values.size > 0 && [...values.values()].every((value) => value === 'diverged');
}

function reversed(verdict: Verdict): Verdict {
  return verdict === 'better' ? 'worse' : verdict === 'worse' ? 'better' : verdict;
}

function leaderOf(members: readonly Contender[]): string | null {
  const seeds = [...(members[0]?.values.keys() ?? [])];
  const shared = seeds.filter((seed) => members.every((m) => typeof m.values.get(seed) === 'number'));
  if (shared.length === 0) return null;
  const means = members.map((m) => average(shared.map((seed) => Number(m.values.get(seed)))));
  const highest = Math.max(...means);
  const leaders = members.filter((_, i) => means[i] === highest);
  return leaders.length === 1 ? (leaders[0]?.id ?? null) : null;
}
