import type { Port, Split } from '@exitbench/core';

import type { CheckId } from '../checks.ts';
import type { Fault } from '../finding.ts';

/** How `read` behaves: names, types and sizes of what it gives, new arrays, any order, any array of positions. */
export function checkReads(name: string, split: Split, input: readonly Port[]): readonly Fault[] {
  const findings: Fault[] = [];
  const say = (check: CheckId, message: string): void => void findings.push({ check, message: `${name}: ${message}` });
  const last = split.length - 1;
  const some = [0, Math.floor(last / 2), last];
  const first = split.read(some);

  if (Object.keys(first).toSorted().join() !== input.map((p) => p.name).toSorted().join()) {
    say('ports', `\`read\` gives [${Object.keys(first).join(', ')}]; the ports are [${input.map((p) => p.name).join(', ')}].`);
    return findings;
  }
  for (const port of input) {
    const values = first[port.name];
    const type = port.dtype === 'int32' ? Int32Array : Float32Array;
    const size = some.length * sizeOf(port);
    if (!(values instanceof type)) say('dtype', `\`${port.name}\` is ${values?.constructor.name ?? 'missing'}; ${port.dtype} needs ${type.name}.`);
    else if (values.length !== size) say('shape', `\`${port.name}\` has ${values.length} values for ${some.length} samples of [${port.shape.join(', ')}], not ${size}.`);
    const none = split.read([])[port.name];
    if (none?.length !== 0) say('shape', `\`${port.name}\` has ${none?.length ?? 'no'} values for no samples.`);
  }
  if (findings.length > 0) return findings;

  const kept = textOf(first, input);
  for (const port of input) first[port.name]?.fill(1);
  if (textOf(split.read(some), input) !== kept) say('new-arrays', 'writing to what `read` gave changes what it gives next.');
  const again = split.read(some);
  split.read(some.toReversed());
  if (textOf(again, input) !== kept) say('new-arrays', 'the next `read` writes to what the last one gave.');

  const order = [last, 0, last, Math.floor(last / 2)];
  const alone = order.map((i) => textOf(split.read([i]), input));
  if (textOf(split.read(order), input, order.length) !== alone.join('|')) say('permuted', 'samples read together in another order, one of them twice, are not those read one by one.');
  if (textOf(split.read(Int32Array.from(order)), input, order.length) !== alone.join('|')) say('positions', '`read` treats an Int32Array of positions otherwise than a list.');
  return findings;
}

/** Values in one sample of a port. */
export function sizeOf(port: Port): number {
  return port.shape.reduce((a, b) => a * b, 1);
}

// ---------------------------------------------------------------------------------------------------------------------

/** The values, sample by sample when `samples` says how many there are. */
function textOf(values: ReturnType<Split['read']>, input: readonly Port[], samples = 1): string {
  return Array.from({ length: samples }, (_, i) =>
    input
      .map((port) => {
        const all = values[port.name] ?? [];
        const size = all.length / samples;
        return all.slice(i * size, (i + 1) * size).join();
      })
      .join(';'),
  ).join('|');
}
