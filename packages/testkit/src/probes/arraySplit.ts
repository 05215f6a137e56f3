import { type Port, type Random, type Split, type Splits, type Task, randomStream, resolveSeed } from '@exitbench/core';

/** One sample: a value list for each port, and its label. */
export interface Sample {
  readonly inputs: { readonly [port: string]: readonly number[] };
  readonly label: number;
}

/** Splits of 60, 20 and 20 samples drawn one after the other from streams named after the probe. */
export function drawSplits(name: string, ports: readonly Port[], task: Task, draw: (random: Random) => Sample): Splits {
  const split = (part: string, samples: number): Split => {
    const random = randomStream(resolveSeed(0), 'analysis', `probe ${name}/${part}`);
    return arraySplit(ports, task, Array.from({ length: samples }, () => draw(random)));
  };
  return { train: split('train', 60), validation: split('validation', 20), test: split('test', 20) };
}

/** Samples in memory as a split. */
export function arraySplit(ports: readonly Port[], task: Task, samples: readonly Sample[]): Split {
  const values = samples.map((s) => s.label);
  return {
    length: samples.length,
    labels: task.kind === 'classification' ? Int32Array.from(values) : Float32Array.from(values),
    read: (indices) =>
      Object.fromEntries(
        ports.map(({ name, dtype }) => {
          const rows = Array.from(indices).flatMap((i) => samples[i]?.inputs[name] ?? []);
          return [name, dtype === 'int32' ? Int32Array.from(rows) : Float32Array.from(rows)];
        }),
      ),
  };
}
