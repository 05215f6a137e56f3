import type { PlannedNode } from '../plan/plan.ts';
import type { Entry } from '../store/entry.ts';
import type { Leases } from '../store/leases.ts';
import type { Store } from '../store/store.ts';

/** Nodes that other processes compute. */
export interface Elsewhere {
  readonly size: number;
  /** @returns whether it was not known before that another process computes it */
  add(node: PlannedNode): boolean;
  /** Looks what became of them: those that have a result, and those that nobody computes any more, are no longer elsewhere. */
  look(): Promise<{ readonly stored: readonly { readonly node: PlannedNode; readonly entry: Entry }[]; readonly free: readonly PlannedNode[] }>;
  /** All of them; there are none left. */
  clear(): readonly PlannedNode[];
}

export function nodesElsewhere(store: Store, leases: Leases): Elsewhere {
  const nodes = new Set<PlannedNode>();
  const told = new Set<PlannedNode>();
  return {
    get size() {
      return nodes.size;
    },
    add(node) {
      const isNew = !told.has(node);
      nodes.add(node);
      told.add(node);
      return isNew;
    },
    async look() {
      // Leases first: who gives one back has stored the result.
      const held = new Set((await leases.held()).filter((lease) => lease.alive).map((lease) => lease.key));
      const found = await Promise.all([...nodes].map(async (node) => ({ node, entry: await store.find(node.key) })));
      const stored = found.flatMap(({ node, entry }) => (entry === undefined ? [] : [{ node, entry }]));
      const free = found.flatMap(({ node, entry }) => (entry === undefined && !held.has(node.key) ? [node] : []));
      for (const node of [...stored.map((s) => s.node), ...free]) nodes.delete(node);
      return { stored, free };
    },
    clear() {
      const all = [...nodes];
      nodes.clear();
      return all;
    },
  };
}
