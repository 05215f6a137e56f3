import { ExitbenchError, type Json, type NodeKey, known, short } from '@exitbench/core';
import { type Comparison, type Plan, type PlannedNode, explainStored, planRecord } from '@exitbench/harness';
import { COMPARABILITY, type EnvironmentRecord, type HeaderRecord, leafDifferences } from '@exitbench/records';

import { valueText } from '../explainLines.ts';

export interface Expectation {
  readonly header: HeaderRecord;
  readonly environments: readonly EnvironmentRecord[];
  readonly cells: readonly string[];
  /** What the present benchmark, code and engine plan. */
  readonly plan: Plan;
  /** A store that may know what recorded keys were of. */
  readonly store: string;
}

/** @throws ExitbenchError `bad-argument` for records whose numbers mean something else, or whose engine does not give the same bytes twice */
export function expectRepeatable({ comparability }: HeaderRecord, environments: readonly EnvironmentRecord[]): void {
  if (comparability !== COMPARABILITY) {
    throw new ExitbenchError('bad-argument', `Numbers of these records mean something else than numbers of this version: their comparability is ${comparability}, ours ${COMPARABILITY}.`, {
      hint: 'Verify them with a version of exitbench that has theirs.',
    });
  }
  if (environments.some((e) => !e.repeatable)) {
    throw new ExitbenchError('bad-argument', 'These records were made by an engine that does not give the same bytes twice: equality cannot be expected.', {
      hint: 'Compare with a run of your own: `compare`.',
    });
  }
}

/**
 * Makes sure that the same results can be expected: each node of the cells has the key that the records say.
 * @throws ExitbenchError `bad-argument` with the first input that differs, as far as it is known
 */
export async function expectSame({ header, environments, cells, plan, store }: Expectation): Promise<void> {
  const nodes = new Map(plan.nodes.map((n) => [n.key, n]));
  const recorded = new Map(header.plan.nodes.map((n) => [n.key, n]));
  for (const id of cells) {
    const now = plan.cells.find((c) => c.id === id);
    const then = known(header.plan.cells.find((c) => c.id === id), 'records name cells of their plan');
    if (now === undefined) throw refusal(id, 'the benchmark has no such cell any more');
    if (now.excluded !== null) throw refusal(id, `it cannot be run any more: ${now.excluded}`);
    // What is volatile or compares cells is no part of the plan of a sample.
    const wanted = now.nodes.map((key) => known(nodes.get(key), 'cells name nodes of the plan'));
    const differing = wanted.find((n) => !then.nodes.includes(n.key));
    if (differing === undefined) continue;
    const before = then.nodes.flatMap((key) => recorded.get(key) ?? []).find((n) => n.kind === differing.kind && n.name === differing.name);
    if (before === undefined) throw refusal(id, `\`${nodeText(differing)}\` was not computed for it then`);
    const explained = await explainStored(plan, differing.key, before.key as NodeKey, store);
    const first = (explained === undefined ? undefined : lastDifference(explained)) ?? fromRecords(differing, before.recipe, { header, environments, plan }, then.arm);
    throw refusal(id, `\`${nodeText(differing)}\` has another key (${short(before.key)} then, ${short(differing.key)} now). ${first}`);
  }
}

// ---------------------------------------------------------------------------------------------------------------------

function refusal(cell: string, why: string): ExitbenchError {
  return new ExitbenchError('bad-argument', `The same numbers cannot be expected: ${why}`, {
    at: cell, hint: 'Verify with the commit, the engine and the data that the records name; `compare` takes records of different ones.',
  });
}

function nodeText({ kind, name }: Pick<PlannedNode, 'kind' | 'name'>): string {
  return name.startsWith(kind) ? name : `${kind} ${name}`;
}

/** What differs of its own in the earliest node that is known. */
function lastDifference(comparison: Comparison): string | undefined {
  if (comparison.before !== null) return lastDifference(comparison.before) ?? undefined;
  const [first] = comparison.differences;
  if (first === undefined) return undefined;
  const { path, before, after, files } = first;
  if (files === null || files.length === 0) return `First input that differs: ${path}: ${valueText(before)} → ${valueText(after)}.`;
  return `First input that differs: ${path}: ${files.map((f) => `${f.name} ${f.change}`).join(', ')}.`;
}

/** What records themselves tell of what a key is of: what was asked for, and the engine. What is left is code. */
function fromRecords(node: PlannedNode, recipe: string, { header, environments, plan }: Pick<Expectation, 'header' | 'environments' | 'plan'>, arm: string): string {
  if (node.recipe !== recipe) {
    const armIn = (of: HeaderRecord['plan']): Json | undefined => of.arms.find((a) => a.id === arm) as unknown as Json | undefined;
    const [asked] = leafDifferences(armIn(header.plan), armIn(planRecord(plan)));
    return asked === undefined ? 'Something else was asked for.' : `Something else was asked for: ${asked.path}: ${valueText(asked.before)} → ${valueText(asked.after)}.`;
  }
  const engines = environments.map((e) => leafDifferences(e.engine, plan.engine, 'engine'));
  const [engine] = engines.some((found) => found.length === 0) ? [] : (engines[0] ?? []);
  if (engine !== undefined) return `First input that differs: ${engine.path}: ${valueText(engine.before)} → ${valueText(engine.after)}.`;
  const commits = environments.map((e) => `${e.commit?.slice(0, 12) ?? 'an unknown commit'}${e.dirty === true ? ' with changes' : ''}`);
  return `The engine and what was asked for are the same, so the code is another: the records are of ${commits.join(', ')}.`;
}
