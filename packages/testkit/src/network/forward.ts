import { type Network, type Pass, type Tensors, known } from '@exitbench/core';
import { detach } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';

/** How a whole network is run: as in an evaluation, or as when everything is trained. */
export type Mode = 'evaluation' | 'training';

/** What a run gave: outputs of each piece, and new values of statistics by path. */
export interface Ran {
  readonly outputs: { readonly [piece: string]: Tensors };
  readonly updates: readonly { readonly piece: string; readonly path: string; readonly value: tf.Tensor }[];
}

/** Runs every piece in the order of inference, plainly. For use in a tidy. */
export function forward(network: Network, inputs: Tensors, weights: Tensors, mode: Mode): Ran {
  const outputs: { [piece: string]: Tensors } = {};
  const updates: { piece: string; path: string; value: tf.Tensor }[] = [];
  for (const { piece, sources } of network.nodes) {
    const pass: Pass = {
      statistics: mode === 'training' ? 'batch' : 'running',
      noise: mode === 'training',
      momentum: 0.1,
      seed: (path) => [path.length, 12345],
      update: (path, value) => updates.push({ piece: piece.id, path, value }),
    };
    const given = piece.inputs.map((input) => {
      const source = known(sources[input.name], 'every input is bound');
      const made = source.piece === undefined ? inputs : outputs[source.piece];
      const value = known(made?.[source.port], `${source.piece ?? 'the network'} gives ${source.port}`);
      return [input.name, input.detached === true ? detach(value) : value] as const;
    });
    const own = Object.fromEntries(piece.weights.map((w) => [w.path, known(weights[w.path], `${w.path} has a value`)]));
    outputs[piece.id] = piece.apply(Object.fromEntries(given), own, pass);
  }
  return { outputs, updates };
}

/** Everything that a run gave, as one list of names and values. For engines that can be read at once. */
export function valuesOf(ran: Ran): readonly { readonly name: string; readonly values: Float32Array | Int32Array | Uint8Array }[] {
  return tensorsOf(ran).map(({ name, tensor }) => ({ name, values: tensor.dataSync() }));
}

/** The same as tensors. */
export function tensorsOf(ran: Ran): readonly { readonly name: string; readonly tensor: tf.Tensor }[] {
  const outputs = Object.entries(ran.outputs).flatMap(([piece, ports]) => Object.entries(ports).map(([port, tensor]) => ({ name: `${piece}.${port}`, tensor })));
  return [...outputs, ...ran.updates.map((u) => ({ name: u.path, tensor: u.value }))];
}

/** Frees the new statistics of a run: layers keep them for their receiver, so no tidy does. */
export function disposeUpdates(ran: Ran): void {
  for (const { value } of ran.updates) value.dispose();
}

/** `tf.tidy` for functions whose results are not tensors. */
export function inTidy<T>(f: () => T): T {
  const results: T[] = [];
  tf.tidy(() => {
    results.push(f());
  });
  return results[0] as T;
}
