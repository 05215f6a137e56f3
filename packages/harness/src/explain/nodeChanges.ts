import { pair } from './pair.ts';
import type { PlanChange } from './planChange.ts';

/** A cell that both plans have, with its nodes in each: kind, name and recipe digest. */
export interface CellNodes {
  readonly cell: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Changes of nodes, each told once with the cells that it concerns, and once for all seeds of the same arms. */
export function nodeChanges(cells: readonly CellNodes[]): readonly PlanChange[] {
  const shared = new Map<string, ToldNode>();
  for (const { cell, before, after } of cells) {
    for (const [name, a, b] of pair(numbered(before), numbered(after), (n) => n.name)) {
      if (a?.digest === b?.digest) continue;
      const change = a === undefined ? 'added' : b === undefined ? 'removed' : 'changed';
      const digests = [a, b].flatMap((n) => (n === undefined ? [] : [n.digest.slice(0, SHOWN)])).join(' → ');
      const id = `${name} ${a?.digest ?? ''} ${b?.digest ?? ''}`;
      shared.set(id, { change, name, digests: [digests], cells: [...(shared.get(id)?.cells ?? []), cell] });
    }
  }
  const told = new Map<string, ToldNode>();
  for (const node of shared.values()) {
    const arms = new Set(node.cells.map((cell) => cell.slice(0, cell.lastIndexOf('/'))));
    const id = [node.change, node.name, ...arms].join('\n');
    const before = told.get(id);
    told.set(id, before === undefined ? node : { ...node, digests: [...before.digests, ...node.digests], cells: [...before.cells, ...node.cells] });
  }
  return [...told.values()].map(({ change, name, digests, cells: concerned }) => ({ change, what: 'node', name, detail: `${andMore(digests, ', and', 'digest')} in ${andMore(concerned, ' and', 'cell')}` }));
}

// ---------------------------------------------------------------------------------------------------------------------

/** Digits of a digest that are shown. */
const SHOWN = 12;

interface ToldNode {
  readonly change: PlanChange['change'];
  readonly name: string;
  /** What a cell has of it, before and after: `5a41… → 9b20…`; each seed has its own. */
  readonly digests: readonly string[];
  readonly cells: readonly string[];
}

/** `a and 2 more cells`. */
function andMore([first = '', ...more]: readonly string[], and: string, what: string): string {
  return more.length === 0 ? first : `${first}${and} ${more.length} more ${what}${more.length === 1 ? '' : 's'}`;
}

/** Nodes by kind and name; of those with one name the second is `phase x #2`. */
function numbered(nodes: readonly string[]): readonly { readonly name: string; readonly digest: string }[] {
  const times = new Map<string, number>();
  return nodes.map((node) => {
    const end = node.lastIndexOf(' ');
    const name = stepName(node.slice(0, end));
    const n = (times.get(name) ?? 0) + 1;
    times.set(name, n);
    return { name: n === 1 ? name : `${name} #${n}`, digest: node.slice(end + 1) };
  });
}

/** `predict heads at 0.01`, `prepare`: a name that begins with its kind says it already. */
function stepName(kindAndName: string): string {
  const space = kindAndName.indexOf(' ');
  const [kind, name] = [kindAndName.slice(0, space), kindAndName.slice(space + 1)];
  return name === kind || name.startsWith(`${kind} `) ? name : kindAndName;
}
