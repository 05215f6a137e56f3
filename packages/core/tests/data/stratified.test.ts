import { describe, expect, it } from 'vitest';

import { type Split, stratifiedOrder, subset } from '../../src/index.ts';

/** 60 of class 0, 30 of class 1, 10 of class 2, mixed. */
const labels = Int32Array.from({ length: 100 }, (_, i) => (i % 10 === 9 ? 2 : i % 10 >= 6 ? 1 : 0));

function share(order: ArrayLike<number>, length: number, c: number): number {
  return Array.from(order).slice(0, length).filter((i) => labels[i] === c).length;
}

describe('stratifiedOrder', () => {
  const order = stratifiedOrder(labels, 'set/train');

  it('has every sample once', () => {
    expect([...order].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });

  it('has each class in every prefix by its share, to within one sample; the samples in their own order do not', () => {
    const worst = (o: ArrayLike<number>): number =>
      Math.max(...Array.from({ length: 100 }, (_, n) => Math.max(Math.abs(share(o, n, 0) - n * 0.6), Math.abs(share(o, n, 1) - n * 0.3), Math.abs(share(o, n, 2) - n * 0.1))));
    expect(worst(order)).toBeLessThanOrEqual(1);
    expect(worst(Int32Array.from({ length: 100 }, (_, i) => i))).toBeGreaterThan(1);
  });

  it('shuffles inside a class', () => {
    const first = [...order].filter((i) => labels[i] === 0);
    expect(first).not.toEqual(first.toSorted((a, b) => a - b));
  });

  it('depends on the name alone', () => {
    expect(stratifiedOrder(labels, 'set/train')).toEqual(order);
    expect(stratifiedOrder(labels, 'set/test')).not.toEqual(order);
  });

  it('shuffles values as one class', () => {
    const values = Float32Array.from(labels);
    const shuffled = stratifiedOrder(values, 'x');
    expect([...shuffled].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(Math.abs(share(shuffled, 50, 0) - 30) + Math.abs(share(shuffled, 50, 1) - 15)).toBeGreaterThan(0);
  });

  it('is empty for no samples', () => {
    expect(stratifiedOrder(new Int32Array(0), 'x')).toHaveLength(0);
  });
});

describe('subset', () => {
  const split: Split = {
    length: 4,
    labels: Int32Array.of(5, 6, 7, 8),
    read: (indices) => ({ x: Float32Array.from(indices, (i) => i * 10) }),
  };

  it('is a split of the chosen samples', () => {
    const two = subset(split, Int32Array.of(3, 1));
    expect([two.length, [...two.labels]]).toEqual([2, [8, 6]]);
    expect(two.read([0, 1, 0])).toEqual({ x: Float32Array.of(30, 10, 30) });
  });

  it('keeps the type of labels', () => {
    expect(subset(split, Int32Array.of(0)).labels).toBeInstanceOf(Int32Array);
    expect(subset({ ...split, labels: Float32Array.of(0.5) }, Int32Array.of(0)).labels).toEqual(Float32Array.of(0.5));
  });

  it('is nested: a prefix of a longer one', () => {
    const order = stratifiedOrder(labels, 'set/train');
    const long = subset({ ...split, length: 100, labels }, order.slice(0, 40));
    const short = subset({ ...split, length: 100, labels }, order.slice(0, 20));
    expect([...long.labels].slice(0, 20)).toEqual([...short.labels]);
  });
});
