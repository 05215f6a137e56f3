import { type Engine, type Fingerprint, readFingerprint, startEngine } from '@exitbench/engines';
import * as tf from '@tensorflow/tfjs-core';

import type { CheckId } from '../checks.ts';
import { type EngineSubject, checkEngine } from '../engine.ts';
import type { Mutant } from './mutant.ts';

type Kernel = tf.KernelFunc;

const twin = (): ReturnType<Mutant['twin']> => checkEngine(withKernels({}));
const mutant = (check: CheckId<'engine'>, name: string, subject: () => EngineSubject): Mutant<'engine'> =>
  ({ kind: 'engine', check, name, twin, findings: () => checkEngine(subject()) });
const states = (change: Partial<Engine>): EngineSubject => ({ ...withKernels({}), start: async () => ({ ...(await startCopy({})), ...change }) });
const says = (change: Partial<Fingerprint>): EngineSubject => ({ ...withKernels({}), fingerprint: () => ({ ...readFingerprint('cpu'), ...change }) });

export const ENGINE_MUTANTS: readonly Mutant<'engine'>[] = [
  mutant('starts', 'does not start', () => ({ ...withKernels({}), start: () => Promise.reject(new Error('No such library.')) })),
  mutant('starts', 'is another engine the second time', () => {
    let starts = 0;
    return { ...withKernels({}), start: async () => ({ ...(await startCopy({})), threads: ++starts }) };
  }),
  mutant('precision', 'states a precision that nothing could miss', () => states({ precision: 1 })),
  mutant('precision', 'states no precision', () => states({ precision: NaN })),
  mutant('fingerprint', 'has a fingerprint of other files', () => says({ libraryDigest: '0'.repeat(64) })),
  mutant('fingerprint', 'has another fingerprint the second time', () => {
    let reads = 0;
    return { ...withKernels({}), fingerprint: () => (reads++ === 0 ? readFingerprint('cpu') : { ...readFingerprint('cpu'), threads: 64 }) };
  }),
  mutant('fingerprint', 'reports another version than its fingerprint', () => states({ version: '0.0.0' })),
  mutant('throws', 'lacks an operation', () => withKernels({ BatchMatMul: () => missing })),
  mutant('ops', 'multiplies matrices wrongly', () => withKernels({ BatchMatMul: (right) => adding(right, () => 0.01) })),
  mutant('gradients', 'lacks the gradient of a convolution', () => withKernels({ Conv2DBackpropFilter: () => missing })),
  mutant('gradients', 'has a wrong gradient of a convolution', () => withKernels({ Conv2DBackpropFilter: (right) => adding(right, () => 1) })),
  mutant('repeatable', 'computes other last digits each time', () => {
    let calls = 0;
    return withKernels({ BatchMatMul: (right) => adding(right, () => 1e-7 * (calls++ % 7)) });
  }),
  mutant('leaks', 'keeps a tensor', () => withKernels({ BatchMatMul: (right) => (call) => (tf.keep(tf.scalar(1)), right(call)) })),
];

// ---------------------------------------------------------------------------------------------------------------------

/** Some kernels by name, made of the right ones. */
type Kernels = { readonly [name: string]: (right: Kernel) => Kernel };

let copies = 0;

/** The reference engine under another name, with other kernels. */
function withKernels(kernels: Kernels): EngineSubject {
  let copy: string | undefined;
  return {
    async start() {
      const engine = await startCopy(kernels, copy);
      copy = tf.getBackend();
      return engine;
    },
    fingerprint: () => readFingerprint('cpu'),
  };
}

async function startCopy(kernels: Kernels, copy?: string): Promise<Engine> {
  const engine = await startEngine('cpu');
  const name = copy ?? `testkit-copy-${copies++}`;
  if (copy === undefined) {
    tf.registerBackend(name, tf.findBackendFactory('cpu'));
    tf.copyRegisteredKernels('cpu', name);
    for (const [kernelName, make] of Object.entries(kernels)) {
      const right = tf.getKernel(kernelName, name);
      tf.unregisterKernel(kernelName, name);
      tf.registerKernel({ ...right, kernelFunc: make(right.kernelFunc) });
    }
  }
  await tf.setBackend(name);
  return engine;
}

function missing(): never {
  throw new Error('There is no such kernel.');
}

/** A kernel whose first value is off by some. */
function adding(right: Kernel, error: () => number): Kernel {
  return (call) => {
    const made = right(call);
    const first = Array.isArray(made) ? made[0] : made;
    if (first !== undefined) {
      const { data } = call.backend as { readonly data: { get(id: object): { readonly values: Float32Array } } };
      const { values } = data.get(first.dataId);
      values[0] = (values[0] ?? 0) + error();
    }
    return made;
  };
}
