import type { PlanSnapshot, SnapshotArm } from '../plan/planSnapshot.ts';

/** One thing in which two plans differ. */
export interface PlanChange {
  readonly change: 'added' | 'removed' | 'changed';
  readonly what: 'plan' | 'arm' | 'cell' | 'node';
  /** Name of the arm or cell; kind and name of the node. */
  readonly name: string;
  /** What of it changed: `budget 120 → 240`, `1f3a… → 9b20… in a/b/0 and 5 more cells`. Empty where the name says all. */
  readonly detail: string;
}

/**
 * In what two plans of one benchmark and profile differ: arms with their roles, budgets and phases, cells, and nodes by
 * kind, name and recipe digest. Nodes of cells that came or went are not listed one by one. Nothing where the plans are equal.
 *
 * @param before the plan that was committed; undefined where the profile is new
 */
export function planDifference(before: PlanSnapshot | undefined, after: PlanSnapshot): readonly PlanChange[] {
  if (before === undefined) return [{ change: 'added', what: 'plan', name: `${after.benchmark}, profile ${after.profile}`, detail: `${after.cells.length} cells` }];
  const arms = pair(before.arms, after.arms, (a) => a.id);
  const cells = pair(before.cells, after.cells, (c) => c.id);
  const found = [
    ...arms.flatMap(([name, a, b]) => (a !== undefined && b !== undefined ? armChange(name, a, b) : [cameOrWent('arm', name, b !== undefined)])),
    ...cells.flatMap(([name, a, b]) => (a !== undefined && b !== undefined ? [] : [cameOrWent('cell', name, b !== undefined)])),
    ...nodeChanges(cells.flatMap(([cell, a, b]) => (a !== undefined && b !== undefined ? [{ cell, before: a.nodes, after: b.nodes }] : []))),
    ...countChanges(before, after),
  ];
  // Equal parts in another order are another plan: whoever reads it sees the cells in that order.
  if (found.length === 0 && JSON.stringify(before) !== JSON.stringify(after)) return [{ change: 'changed', what: 'plan', name: `${after.benchmark}, profile ${after.profile}`, detail: 'the order of arms, cells or nodes' }];
  return found;
}

/** A line for each change: `~ arm mnist/joint/…: budget 120 → 240`. */
export function planDifferenceLines(changes: readonly PlanChange[]): readonly string[] {
  const sign = { added: '+', removed: '-', changed: '~' } as const;
  return changes.map(({ change, what, name, detail }) => `${sign[change]} ${what} ${name}${detail === '' ? '' : `: ${detail}`}`);
}

// ---------------------------------------------------------------------------------------------------------------------

/** Digits of a digest that are shown. */
const SHOWN = 12;

type Cell = { readonly cell: string; readonly before: readonly string[]; readonly after: readonly string[] };

function pair<T>(before: readonly T[], after: readonly T[], nameOf: (item: T) => string): readonly (readonly [string, T | undefined, T | undefined])[] {
  const [was, is] = [before, after].map((items) => new Map(items.map((item) => [nameOf(item), item]))) as [Map<string, T>, Map<string, T>];
  return [...new Set([...was.keys(), ...is.keys()])].map((name) => [name, was.get(name), is.get(name)] as const);
}

function cameOrWent(what: PlanChange['what'], name: string, came: boolean, detail = ''): PlanChange {
  return { change: came ? 'added' : 'removed', what, name, detail };
}

function armChange(name: string, before: SnapshotArm, after: SnapshotArm): readonly PlanChange[] {
  const [was, is] = [factsOf(before), factsOf(after)];
  const changed = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((fact) => was[fact] !== is[fact]);
  return changed.length === 0 ? [] : [{ change: 'changed', what: 'arm', name, detail: changed.map((f) => `${f} ${was[f] ?? 'absent'} → ${is[f] ?? 'absent'}`).join('; ') }];
}

function factsOf(arm: SnapshotArm): { readonly [fact: string]: string } {
  if ('excluded' in arm) return { excluded: arm.excluded };
  const { role, budget, macs, deviation, phases } = arm;
  return {
    role, budget: String(budget), training: String(macs), 'off budget': String(deviation),
    ...Object.fromEntries(phases.map((p, i) => [`phase ${i + 1}`, `${p.name} (${p.steps} steps, ${p.macs} MAC)`])),
  };
}

/** Changes of nodes, each told once with the cells that it concerns. */
function nodeChanges(cells: readonly Cell[]): readonly PlanChange[] {
  const told = new Map<string, { readonly change: Omit<PlanChange, 'detail'>; readonly digests: string; readonly cells: string[] }>();
  for (const { cell, before, after } of cells) {
    for (const [name, a, b] of pair(numbered(before), numbered(after), (n) => n.name)) {
      if (a?.digest === b?.digest) continue;
      const change = a === undefined ? 'added' : b === undefined ? 'removed' : 'changed';
      const digests = [a, b].flatMap((n) => (n === undefined ? [] : [n.digest.slice(0, SHOWN)])).join(' → ');
      const id = `${name} ${a?.digest ?? ''} ${b?.digest ?? ''}`;
      const known = told.get(id) ?? { change: { change, what: 'node', name }, digests, cells: [] };
      told.set(id, { ...known, cells: [...known.cells, cell] });
    }
  }
  return [...told.values()].map(({ change, digests, cells: [first = '', ...more] }) => ({ ...change, detail: `${digests} in ${first}${more.length === 0 ? '' : ` and ${more.length} more cell${more.length === 1 ? '' : 's'}`}` }));
}

/** Nodes by kind and name; of those with one name the second is `phase x #2`. */
function numbered(nodes: readonly string[]): readonly { readonly name: string; readonly digest: string }[] {
  const times = new Map<string, number>();
  return nodes.map((node) => {
    const end = node.lastIndexOf(' ');
    const name = node.slice(0, end);
    const n = (times.get(name) ?? 0) + 1;
    times.set(name, n);
    return { name: n === 1 ? name : `${name} #${n}`, digest: node.slice(end + 1) };
  });
}

/** Nodes can also be shared otherwise, with the same cells. */
function countChanges(before: PlanSnapshot, after: PlanSnapshot): readonly PlanChange[] {
  const show = (count: PlanSnapshot['nodes'][string] | undefined): string => `${count?.distinct ?? 0} of ${count?.planned ?? 0} asked for`;
  const changed = [...new Set([...Object.keys(before.nodes), ...Object.keys(after.nodes)])].filter((kind) => show(before.nodes[kind]) !== show(after.nodes[kind]));
  return changed.map((kind) => ({ change: 'changed', what: 'plan', name: `${kind} nodes`, detail: `${show(before.nodes[kind])} → ${show(after.nodes[kind])}` }));
}
