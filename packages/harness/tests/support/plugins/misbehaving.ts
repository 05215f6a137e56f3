import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';

import { type Json, defineArchitecture, defineDataset, defineMetric, oneOf } from '@exitbench/core';

import { tinyData } from './tinyData.ts';
import { tinyNet } from './tinyNet.ts';

const head = { module: import.meta.url, revision: 1, description: 'For tests.', citation: 'none' };

type Act = () => unknown;

const ACTS: { readonly [how: string]: Act } = {
  exit: () => process.exit(0),
  throw: () => {
    throw new TypeError('not today');
  },
  reject: () => {
    void Promise.reject(new RangeError('unheard'));
    return forever();
  },
  timer: () => {
    setTimeout(() => {
      throw new RangeError('too late');
    }, 10);
    return forever();
  },
  // Returns, and would throw in a node that comes later.
  later: () => void setTimeout(() => {
    throw new RangeError('much too late');
  }, 600_000),
  // Returns, and throws in the node that comes next.
  next: () => void process.once('message', () => void setImmediate(() => {
    throw new RangeError('in another node');
  })),
  // Returns, and the next node never begins.
  block: () => void process.prependOnceListener('message', () => {
    for (;;);
  }),
  disconnect: () => {
    process.disconnect();
    return forever();
  },
  // A child that nothing leads to, and an end by itself or by a signal.
  escape: () => {
    leaveChild();
    process.exit(0);
  },
  vanish: () => {
    leaveChild();
    wait(2000);
    process.kill(process.pid, 'SIGKILL');
  },
  print: () => {
    console.log('one line of output');
    throw new TypeError('after printing');
  },
  hang,
  // A grandchild that no process group holds, and then a hang.
  family: () => {
    leaveGrandchild();
    hang();
  },
  // The same grandchild, and a result.
  orphan: leaveGrandchild,
  memory: () => {
    const kept: Buffer[] = [];
    for (;;) {
      kept.push(Buffer.alloc(2 ** 24, 1)); // outside of the JavaScript heap
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  },
  heap: () => {
    const kept: unknown[] = [];
    for (;;) kept.push(Array.from({ length: 1e4 }, (_, i) => ({ i })));
  },
  nan: () => NaN,
  full: () => {
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  },
  none: () => undefined,
};

/** A metric that does something that no plugin may do, or with `none` nothing; then its result is 1. */
export const misbehaving = defineMetric({
  ...head, id: 'metric-misbehaving', title: 'Misbehaving', label: 'misbehaving', direction: 'higher', unit: '%',
  shows: { kind: 'table', columns: 'exits', rows: 'cells' }, scope: 'cell', needs: {}, schema: { type: 'number' },
  params: { how: oneOf(['none', 'exit', 'throw', 'reject', 'timer', 'later', 'next', 'block', 'disconnect', 'escape', 'vanish', 'print', 'hang', 'family', 'orphan', 'memory', 'heap', 'nan', 'full'], { default: 'none', description: 'What it does.' }) },
  compute: async (_, { how }): Promise<Json> => ((await ACTS[how]?.()) as Json | undefined) ?? 1,
});

/** A metric that keeps two tensors. */
export const keeping = defineMetric({
  ...head, id: 'metric-keeping', title: 'Keeping', label: 'keeping', direction: 'higher', unit: '%',
  shows: { kind: 'table', columns: 'exits', rows: 'cells' }, scope: 'cell', needs: { handle: true }, schema: { type: 'number' }, params: {},
  async compute() {
    // The copy of TensorFlow.js that the engines use: by the package that declares it.
    const engines = createRequire(createRequire(import.meta.url).resolve('@exitbench/engines/package.json'));
    const tf = (await import(engines.resolve('@tensorflow/tfjs-core'))) as { readonly zeros: (shape: readonly number[]) => unknown };
    tf.zeros([2]);
    tf.zeros([3]);
    return 1;
  },
});

/** The tiny network, whose blocks do something else where they are applied. */
export const misbehavingNet = defineArchitecture({
  ...tinyNet,
  id: 'architecture-misbehaving',
  module: import.meta.url,
  params: { ...tinyNet.params, how: oneOf(['hang', 'throw', 'shape', 'exit'], { default: 'hang', description: 'What it does.' }) },
  supports: (dataset, params) => tinyNet.supports(dataset, params),
  recipe: (modality, params) => tinyNet.recipe(modality, params),
  build({ params: { how, ...params }, ...at }) {
    const backbone = tinyNet.build({ ...at, params });
    return {
      ...backbone,
      blocks: backbone.blocks.map((piece) => ({
        ...piece,
        spec: { how, piece: piece.spec },
        apply(x) {
          if (how !== 'shape') ACTS[how]?.();
          return { [String(piece.outputs[0]?.name)]: Object.values(x)[0] as never };
        },
      })),
    };
  },
});

/** The tiny data set, with images that hold NaN. */
export const notANumber = defineDataset({
  ...tinyData,
  id: 'dataset-not-a-number',
  module: import.meta.url,
  async open(files) {
    const splits = await tinyData.open(files);
    return { ...splits, train: { ...splits.train, read: (indices) => ({ image: new Float32Array(indices.length * 16).fill(NaN) }) } };
  },
});

// ---------------------------------------------------------------------------------------------------------------------

function hang(): never {
  console.log('about to hang');
  for (;;);
}

function forever(): Promise<never> {
  return new Promise(() => {});
}

function wait(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** A child in a session and with an environment of its own. Prints its number. */
function leaveChild(): void {
  const child = spawn('/bin/sleep', ['600'], { detached: true, stdio: 'ignore', env: {} });
  child.unref();
  writeSync(1, `child ${child.pid}\n`);
}

/** A process in a session of its own, whose parent ends at once. */
function leaveGrandchild(): void {
  const sleep = "setTimeout(() => {}, 600_000); process.on('SIGTERM', () => {});";
  const code = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(sleep)}], { detached: true, stdio: 'ignore' }).unref();`;
  spawn(process.execPath, ['-e', code], { detached: true, stdio: 'ignore' });
  // Until it is there.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
}
