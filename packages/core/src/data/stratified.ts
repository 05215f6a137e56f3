import { randomStream, permutation } from '../random.ts';
import { resolveSeed } from '../seeds.ts';
import type { Labels, Split } from '../define/dataset.ts';

/**
 * An order of all samples such that every prefix is close to stratified: each class is shuffled by a stream of the name
 * alone, then the classes are dealt out in proportion. Subsets that are prefixes are nested. Values that are not
 * classes (float labels) are shuffled as one class.
 *
 * @param name fixes the order, usually the data set's id and the part's name; no seed of a cell enters
 */
export function stratifiedOrder(labels: Labels, name: string): Int32Array {
  const byClass = new Map<number, number[]>();
  for (let i = 0; i < labels.length; i++) {
    const c = labels instanceof Int32Array ? (labels[i] as number) : 0;
    const members = byClass.get(c);
    if (members === undefined) byClass.set(c, [i]);
    else members.push(i);
  }
  const ranked: { readonly index: number; readonly rank: number; readonly c: number }[] = [];
  for (const c of [...byClass.keys()].toSorted((a, b) => a - b)) {
    const members = byClass.get(c) as number[];
    const order = permutation(members.length, randomStream(resolveSeed(0), 'order', `${name}/class ${c}`));
    order.forEach((member, k) => ranked.push({ index: members[member] as number, rank: (k + 0.5) / members.length, c }));
  }
  ranked.sort((a, b) => a.rank - b.rank || a.c - b.c);
  return Int32Array.from(ranked, (r) => r.index);
}

/** Some samples of a split, as a split. Positions are the split's. */
export function subset(split: Split, positions: Int32Array): Split {
  const labels = split.labels instanceof Int32Array ? new Int32Array(positions.length) : new Float32Array(positions.length);
  positions.forEach((p, i) => (labels[i] = split.labels[p] as number));
  return {
    length: positions.length,
    labels,
    read: (indices) => split.read(Int32Array.from(indices, (i) => positions[i] as number)),
  };
}
