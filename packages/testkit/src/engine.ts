import { type Network, canonicalJson } from '@exitbench/core';
import { type Engine, type EngineId, type Fingerprint, readFingerprint, startEngine, verifyLoaded } from '@exitbench/engines';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';

import { engineCases } from './engine/cases.ts';
import { type Fault, type Finding, findingsOf } from './finding.ts';
import { arbitraryInputs, arbitraryWeights } from './network/arbitrary.ts';
import { disposeUpdates, forward, inTidy, tensorsOf } from './network/forward.ts';
import { gradientTensorsOf } from './network/gradients.ts';

/** An engine as its suite sees it. */
export interface EngineSubject {
  /** Starts it and makes it the current backend of TensorFlow.js. */
  readonly start: () => Promise<Engine>;
  /** Its fingerprint, read without starting it. */
  readonly fingerprint: () => Fingerprint;
}

export interface EngineCheck {
  /** Why it cannot be started here: it is skipped, and says this. */
  readonly skip?: string;
}

/** One of the engines that `@exitbench/engines` knows. */
export function engineSubject(id: EngineId): EngineSubject {
  return { start: () => startEngine(id), fingerprint: () => readFingerprint(id) };
}

/**
 * What an engine owes: it starts, is what its fingerprint says, and runs whole networks of every layer forwards and
 * backwards to the values of the reference engine, within the precision that it states, the same bits every time, and
 * leaves no tensor behind.
 */
export async function checkEngine(subject: EngineSubject): Promise<readonly Finding[]> {
  return findingsOf('engine', await faultsOf(subject));
}

/** A test of everything that an engine owes. */
export function testEngine(name: string, subject: EngineSubject, { skip }: EngineCheck = {}): void {
  // No test is about time, and a GPU in software compiles each kernel on the processor: this only ends what hangs.
  it(`the engine ${name} conforms`, { timeout: 900_000 }, async (context) => {
    if (skip !== undefined) context.skip(skip);
    expect(await checkEngine(subject)).toEqual([]);
  });
}

// ---------------------------------------------------------------------------------------------------------------------

/** A precision above this would let everything pass: 1 % is a thousand times what float32 sums of such networks lose. */
const WORST_PRECISION = 0.01;
const SAMPLES = 4;

type Named = { readonly [name: string]: Float32Array | Int32Array | Uint8Array | undefined };

async function faultsOf(subject: EngineSubject): Promise<readonly Fault[]> {
  let engine: Engine;
  try {
    engine = await subject.start();
    if (!(engine.precision > 0 && engine.precision <= WORST_PRECISION)) return [{ check: 'precision', message: `It states a precision of ${engine.precision}, which is not from 0 to ${WORST_PRECISION}.` }];
    if (canonicalJson({ ...(await subject.start()) }) !== canonicalJson({ ...engine })) return [{ check: 'starts', message: 'Started again it is another engine.' }];
  } catch (error) {
    return [{ check: 'starts', message: `It does not start: ${String(error)}` }];
  }
  const backend = tf.getBackend();
  const { precision } = engine;
  const faults = [...checkFingerprint(subject, engine)];
  await startEngine('cpu');
  const reference = tf.getBackend();
  for (const { name, network } of engineCases()) {
    await tf.setBackend(reference);
    const [values, gradients] = [await valuesIn(network), await gradientsIn(network)];
    await tf.setBackend(backend);
    const found = await checkCase(network, { values, gradients, precision });
    faults.push(...found.map((f) => ({ ...f, message: `${name}: ${f.message}` })));
  }
  return faults;
}

function checkFingerprint(subject: EngineSubject, engine: Engine): readonly Fault[] {
  try {
    const fingerprint = subject.fingerprint();
    if (canonicalJson({ ...fingerprint }) !== canonicalJson({ ...subject.fingerprint() })) return [{ check: 'fingerprint', message: 'Read again it is another.' }];
    verifyLoaded(fingerprint, engine);
    return [];
  } catch (error) {
    return [{ check: 'fingerprint', message: String(error) }];
  }
}

async function checkCase(network: Network, reference: { readonly values: Named; readonly gradients: Named; readonly precision: number }): Promise<readonly Fault[]> {
  const { precision } = reference;
  let values: Named;
  try {
    values = await valuesIn(network);
  } catch (error) {
    return [{ check: 'throws', message: `It does not run: ${String(error)}` }];
  }
  const wrong = firstApart(values, reference.values, precision);
  if (wrong !== undefined) return [{ check: 'ops', message: wrong }];
  let gradients: Named;
  try {
    gradients = await gradientsIn(network);
  } catch (error) {
    return [{ check: 'gradients', message: `It has no gradients: ${String(error)}` }];
  }
  const steep = firstApart(gradients, reference.gradients, precision);
  if (steep !== undefined) return [{ check: 'gradients', message: steep }];
  const before = tf.memory().numTensors;
  const again = { ...(await valuesIn(network)), ...(await gradientsIn(network)) };
  const left = tf.memory().numTensors - before;
  const changed = firstApart(again, { ...values, ...gradients }, 0);
  if (changed !== undefined) return [{ check: 'repeatable', message: `The second time: ${changed}` }];
  return left === 0 ? [] : [{ check: 'leaks', message: `It leaves ${left} tensors behind.` }];
}

/** Outputs of all pieces and new statistics, in both modes. */
function valuesIn(network: Network): Promise<Named> {
  return onArbitrary(network, (inputs, weights, mode) => {
    const ran = forward(network, inputs, weights, mode);
    const values = tensorsOf(ran).map(({ name, tensor }) => [`${name}, ${mode}`, tf.clone(tensor)] as const);
    disposeUpdates(ran);
    return values;
  });
}

function gradientsIn(network: Network): Promise<Named> {
  return onArbitrary(network, (inputs, weights, mode) => gradientTensorsOf(network, inputs, weights, mode).map(({ name, tensor }) => [`gradient of ${name}, ${mode}`, tensor] as const));
}

type Entries = readonly (readonly [string, tf.Tensor | undefined])[];

/** Reads what was computed when all of it was: not every engine can be read at once. */
async function onArbitrary(network: Network, compute: (inputs: ReturnType<typeof arbitraryInputs>, weights: ReturnType<typeof arbitraryWeights>, mode: 'evaluation' | 'training') => Entries): Promise<Named> {
  const computed = inTidy(() => {
    const inputs = arbitraryInputs(network.inputs, SAMPLES);
    const weights = arbitraryWeights(network.nodes.map((n) => n.piece));
    return (['evaluation', 'training'] as const).flatMap((mode) => compute(inputs, weights, mode)).map(([name, tensor]) => [name, tensor && tf.keep(tensor)] as const);
  });
  const named = await Promise.all(computed.map(async ([name, tensor]) => [name, (await tensor?.data())?.slice() as Named[string]] as const));
  for (const [, tensor] of computed) tensor?.dispose();
  return Object.fromEntries(named);
}

/**
 * The first array that is further from its reference than a share of the reference's largest value, in a sentence. What is
 * a difference of large numbers, as a bias before a norm has for a gradient, is measured by a tenth of all values' largest.
 */
function firstApart(found: Named, reference: Named, tolerance: number): string | undefined {
  const overall = Math.max(...Object.values(reference).map(largest));
  for (const [name, wanted] of Object.entries(reference)) {
    const got = found[name];
    if (wanted === undefined && got === undefined) continue;
    if (wanted === undefined || got === undefined || wanted.length !== got.length) return `\`${name}\` has ${got?.length ?? 'no'} values, not ${wanted?.length ?? 'none'}.`;
    const scale = Math.max(largest(wanted), 0.1 * overall);
    const at = Array.from(wanted).findIndex((v, i) => !(Math.abs(v - (got[i] as number)) <= tolerance * scale));
    if (at >= 0) return `\`${name}\` is ${got[at]} at ${at}, not ${wanted[at]} within ${tolerance} of ${scale}.`;
  }
  return undefined;
}

function largest(values: Named[string]): number {
  return Array.from(values ?? []).reduce((m, v) => Math.max(m, Math.abs(v)), 0);
}
