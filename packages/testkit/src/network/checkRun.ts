import { type Network, type Piece, type Tensors, known, uniqueWeights } from '@exitbench/core';

import type { Fault } from '../finding.ts';
import { type Sampler, arbitraryInputs, arbitraryWeights, rowsOf } from './arbitrary.ts';
import { type Mode, type Ran, disposeUpdates, forward, inTidy, valuesOf } from './forward.ts';
import { gradientsOf } from './gradients.ts';

type Values = Float32Array | Int32Array | Uint8Array;

const SAMPLES = 6;
/** Of calls with a parameter moved: they are many, and every check needs two. */
const FEW_SAMPLES = 3;
/** Rows alone and rows in a batch go through other summation orders in matrix products. */
const ROW_TOLERANCE = 1e-4;

export interface RunCheck {
  /** How inputs are drawn. */
  readonly sampler?: Sampler | undefined;
  /** A parameter is moved from its default: at its bounds a weight may be idle, so gradients are left out. Default false. */
  readonly moved?: boolean;
}

/** What a network must do when it runs, on arbitrary inputs and weights. Needs an engine. */
export function checkRun(network: Network, options: RunCheck = {}): readonly Fault[] {
  try {
    return run(network, options);
  } catch (error) {
    return [{ check: 'throws', message: `It cannot be run: ${String(error)}` }];
  }
}

// ---------------------------------------------------------------------------------------------------------------------

function run(network: Network, { sampler, moved = false }: RunCheck): readonly Fault[] {
  return inTidy(() => {
    const samples = moved ? FEW_SAMPLES : SAMPLES;
    const inputs = arbitraryInputs(network.inputs, samples, sampler);
    const weights = arbitraryWeights(network.nodes.map((n) => n.piece));
    const writes = checkWrites(network, inputs, weights);
    if (writes.length > 0) return writes;
    const ran = { evaluation: forward(network, inputs, weights, 'evaluation'), training: forward(network, inputs, weights, 'training') };
    // Each check takes for granted what those before it have shown.
    const checks = [
      () => checkShapes(network, ran.evaluation, samples),
      () => checkStatistics(network, ran),
      () => checkRepeatable(network, inputs, weights, ran),
      () => checkRows(network, inputs, weights, { whole: ran.evaluation, samples }),
      () => (moved ? [] : checkGradients(network, inputs, weights)),
    ];
    const findings = checks.reduce<readonly Fault[]>((found, check) => (found.length > 0 ? found : check()), []);
    disposeUpdates(ran.training);
    return findings;
  });
}

/** Runs with an eye on what each piece is given: it may neither write to it nor dispose of it. */
function checkWrites(network: Network, inputs: Tensors, weights: Tensors): readonly Fault[] {
  const findings: Fault[] = [];
  const nodes = network.nodes.map((node) => {
    const { id } = node.piece;
    const apply: Piece['apply'] = (x, w, pass) => {
      const before = snapshot(x, w);
      const outputs = node.piece.apply(x, w, pass);
      if (!sameSnapshot(before, snapshot(x, w))) findings.push({ check: 'inputs', message: `\`${id}\` writes to its inputs or weights, or disposes of them.` });
      return outputs;
    };
    return { ...node, piece: { ...node.piece, apply } };
  });
  for (const mode of ['evaluation', 'training'] as const) {
    try {
      disposeUpdates(forward({ ...network, nodes }, inputs, weights, mode));
    } catch (error) {
      if (findings.length === 0) throw error;
    }
    if (findings.length > 0) break;
  }
  return findings;
}

/** What tensors hold; undefined for one that is disposed of. */
function snapshot(...all: readonly Tensors[]): readonly (Values | undefined)[] {
  return all.flatMap((tensors) => Object.values(tensors).map((t) => (t.isDisposed ? undefined : t.dataSync().slice())));
}

function sameSnapshot(a: readonly (Values | undefined)[], b: readonly (Values | undefined)[]): boolean {
  return a.every((values, i) => values !== undefined && sameBits(values, b[i]));
}

function checkShapes(network: Network, ran: Ran, samples: number): readonly Fault[] {
  return network.nodes.flatMap(({ piece }) =>
    piece.outputs.flatMap((port) => {
      const tensor = ran.outputs[piece.id]?.[port.name];
      const want = `${port.dtype}[${[samples, ...port.shape].join(', ')}]`;
      const got = tensor === undefined ? 'nothing' : `${tensor.dtype}[${tensor.shape.join(', ')}]`;
      return want === got ? [] : [{ check: 'shapes', message: `The output \`${port.name}\` of \`${piece.id}\` should be ${want} and is ${got}.` }];
    }),
  );
}

function checkStatistics(network: Network, { evaluation, training }: { readonly [M in Mode]: Ran }): readonly Fault[] {
  const findings: Fault[] = evaluation.updates.map((u) => ({ check: 'statistics', message: `\`${u.path}\` is updated in an evaluation.` }));
  const seen = new Set<string>();
  for (const { piece, path, value } of training.updates) {
    const declared = network.nodes.find((n) => n.piece.id === piece)?.piece.weights.find((w) => w.path === path && w.statistic === true);
    if (declared === undefined) findings.push({ check: 'statistics', message: `\`${piece}\` updates \`${path}\`, which is no statistic of its own.` });
    else if (declared.shape.join() !== value.shape.join()) findings.push({ check: 'statistics', message: `The new \`${path}\` has another shape.` });
    if (seen.has(path)) findings.push({ check: 'statistics', message: `\`${path}\` is updated twice in one pass.` });
    seen.add(path);
  }
  for (const w of uniqueWeights(network.nodes.map((n) => n.piece))) {
    if (w.statistic === true && !seen.has(w.path)) findings.push({ check: 'statistics', message: `The statistic \`${w.path}\` is never updated.` });
  }
  return findings;
}

function checkRepeatable(network: Network, inputs: Tensors, weights: Tensors, ran: { readonly [M in Mode]: Ran }): readonly Fault[] {
  return (['evaluation', 'training'] as const).flatMap((mode) => {
    const second = forward(network, inputs, weights, mode);
    const again = valuesOf(second);
    const changed = valuesOf(ran[mode]).find(({ values }, i) => !sameBits(values, again[i]?.values));
    disposeUpdates(second);
    return changed === undefined ? [] : [{ check: 'ambient', message: `In ${mode}, \`${changed.name}\` is another the second time: randomness comes from \`pass.seed\` alone, and pieces have no state.` }];
  });
}

function checkRows(network: Network, inputs: Tensors, weights: Tensors, { whole, samples }: { readonly whole: Ran; readonly samples: number }): readonly Fault[] {
  const alone = forward(network, rowsOf(inputs, samples - 1, 1), weights, 'evaluation');
  const shapes = checkShapes(network, alone, 1);
  if (shapes.length > 0) return shapes;
  return valuesOf(alone).flatMap(({ name, values }, i) => {
    const all = known(valuesOf(whole)[i], 'the same pieces ran').values;
    const own = all.slice(all.length - values.length);
    const scale = Math.max(1, ...own.map(Math.abs));
    const apart = values.some((v, j) => Math.abs(v - (own[j] ?? NaN)) > ROW_TOLERANCE * scale);
    return apart ? [{ check: 'rows', message: `\`${name}\` of a sample depends on the other samples of an evaluation's batch.` }] : [];
  });
}

/** Every weight must move something that losses or heads can read, when everything is trained. */
function checkGradients(network: Network, inputs: Tensors, weights: Tensors): readonly Fault[] {
  return gradientsOf(network, inputs, weights, 'training').filter(({ name }) => weights[name] !== undefined).flatMap(({ name, values = [] }) => {
    if (values.some((v) => !Number.isFinite(v))) return [{ check: 'gradients', message: `The gradient of \`${name}\` is not finite.` }];
    return values.some((v) => v !== 0) ? [] : [{ check: 'gradients', message: `No output depends on \`${name}\`: it would never be trained.` }];
  });
}

function sameBits(a: Values, b: Values | undefined): boolean {
  return b !== undefined && a.length === b.length && a.every((v: number, i: number) => Object.is(v, b[i]));
}
