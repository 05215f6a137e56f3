import type { OpCost } from '@exitbench/core';

/** The cost of one operation for one sample, from its multiply-accumulates and from what fvcore's rules add beyond them. */
export function opCost(op: string, mac: number, beyond = 0): OpCost {
  return { op, mac, fvcore: mac + beyond };
}
