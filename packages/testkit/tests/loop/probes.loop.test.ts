import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  type PlannedPhase, type ResolvedImportPhase, type WeightValues, exitPiece, inferenceCosts, known, pieceCost, resolvePhases, resolveSeed, sha256,
} from '@exitbench/core';
import { startEngine } from '@exitbench/engines';
import { type Checkpoints, type PhaseResult, createHandle, digestOfWeights, encodeWeights, importWeights, predict, runPhase } from '@exitbench/training';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

import { contractProbes } from '../../src/probes/contractProbes.ts';
import type { Probe } from '../../src/probes/probe.ts';
import { phaseCases } from './phases.ts';

beforeAll(async () => {
  await startEngine('cpu');
});

async function run(probe: Probe, phases: readonly PlannedPhase[], checkpoints: readonly (Checkpoints | undefined)[] = []): Promise<readonly PhaseResult[]> {
  const { network, splits } = probe;
  const results: PhaseResult[] = [];
  let state: WeightValues = {};
  for (const [i, planned] of phases.entries()) {
    const own = checkpoints[i];
    const job = { network, planned, seed: resolveSeed(4), splits: { train: splits.train, validation: splits.validation }, state, evaluationBatch: 8 };
    const result = await runPhase({ ...job, ...(own === undefined ? {} : { checkpoints: own }) });
    results.push(result);
    state = result.weights;
  }
  return results;
}

const plan = (probe: Probe, phases: Parameters<typeof resolvePhases>[0]): readonly PlannedPhase[] =>
  resolvePhases(phases, { network: probe.network, samples: probe.splits.train.length, augmentations: ['flip', 'shift'], at: 'probe' });

/** Keeps the first checkpoint, made in the middle of a phase. */
function middle(steps: number): { readonly saving: Checkpoints; readonly resuming: Checkpoints } {
  let kept: Uint8Array | undefined;
  const saving: Checkpoints = {
    load: () => Promise.resolve(undefined),
    due: (step) => kept === undefined && step >= Math.ceil(steps / 2) && step < steps,
    save: (parts) => {
      kept = Buffer.concat(parts);
      return Promise.resolve();
    },
  };
  return { saving, resuming: { load: () => Promise.resolve(kept), due: () => false, save: () => Promise.resolve() } };
}

describe.each(contractProbes().map((probe) => [probe.name, probe] as const))('%s', (_, probe) => {
  describe.each(phaseCases(probe).map((c) => [c.name, c.phases] as const))('%s', (_name, phases) => {
    it('trains, is resumed bit for bit in mid-phase, spends what was planned and leaves no tensor', async () => {
      const planned = plan(probe, phases);
      expect(planned.length).toBe(phases.length);
      const before = tf.memory().numTensors;
      const stores = planned.map((p) => middle(p.steps));
      const straight = await run(probe, planned, stores.map((s) => s.saving));
      expect(tf.memory().numTensors).toBe(before);
      const resumed = await run(probe, planned, stores.map((s) => s.resuming));
      for (const [i, result] of straight.entries()) {
        const again = known(resumed[i], 'as many phases');
        const p = known(planned[i], 'as many phases');
        // Early stopping may end a phase before its middle; then there is nothing to take up.
        const middleOf = result.stepsDone > Math.ceil(p.steps / 2) ? Math.ceil(p.steps / 2) : 0;
        expect(again.resumedAt).toBe(middleOf);
        expect(digestOfWeights(again.weights)).toBe(digestOfWeights(result.weights));
        expect(again.history).toEqual(result.history);
        expect(result.macs).toBeCloseTo((p.macs * result.stepsDone) / p.steps, 3);
        expect(result.history.epochs.every((e) => Object.values(e.losses).every(Number.isFinite))).toBe(true);
      }
    });
  });

  it('learns', async () => {
    const [first] = phaseCases(probe);
    const [planned] = plan(probe, [{ ...(known(first, 'joint').phases[0] as Extract<Parameters<typeof resolvePhases>[0][number], { kind: 'train' }>), budget: { epochs: 8 }, snapshots: [] }]);
    const [result] = await run(probe, [known(planned, 'one')]);
    const epochs = known(result, 'ran').history.epochs;
    for (const [exit, loss] of Object.entries(known(epochs.at(-1), 'epochs').losses)) expect(loss).toBeLessThan(known(epochs[0]?.losses[exit], 'logged'));
  });

  it('goes on from weights in a file as from those that it trained itself', async () => {
    const cases = phaseCases(probe);
    const [backbone, heads] = plan(probe, known(cases.find((c) => c.name === 'disjoint'), 'a case').phases);
    const [first] = await run(probe, [known(backbone, 'two phases')]);
    const { weights } = known(first, 'ran');
    const folder = await mkdtemp(join(tmpdir(), 'probe-'));
    const path = join(folder, 'backbone.safetensors');
    const bytes = encodeWeights(Object.fromEntries(Object.entries(weights).map(([name, value]) => [`theirs.${name}`, value])));
    await writeFile(path, bytes);
    const map = Object.fromEntries(Object.keys(weights).map((name) => [name, `theirs.${name}`]));
    const [imported, after] = resolvePhases(
      [{ kind: 'import', name: 'pretrained', file: { path, sha256: sha256(bytes) }, map }, known(cases.find((c) => c.name === 'disjoint')?.phases[1], 'heads')],
      { network: probe.network, samples: probe.splits.train.length, augmentations: [], at: 'probe' },
    );
    const state = await importWeights(probe.network, known(imported, 'one').phase as ResolvedImportPhase, path, {});
    expect(digestOfWeights(state)).toBe(digestOfWeights(weights));
    const train = (planned: PlannedPhase | undefined, from: WeightValues) =>
      runPhase({ network: probe.network, planned: { ...known(planned, 'heads'), epochOffset: 0 }, seed: resolveSeed(4), splits: probe.splits, state: from, evaluationBatch: 8 });
    expect(digestOfWeights((await train(after, state)).weights)).toBe(digestOfWeights((await train(heads, weights)).weights));
    await rm(folder, { recursive: true });
  });

  it('stops incrementally where the stored outputs say so', async () => {
    const { network, splits } = probe;
    const phases = phaseCases(probe).find((c) => c.name === 'combiners in a phase of their own')?.phases ?? known(phaseCases(probe)[0], 'joint').phases;
    const weights = known((await run(probe, plan(probe, phases))).at(-1), 'ran').weights;
    const { heads, combined } = await predict({ network, weights, split: splits.test, batch: 20 });
    const outputs = network.exits.map((e) => known(combined[e.name] ?? heads[e.name], 'predicted'));
    const width = known(outputs[0], 'exits').length / splits.test.length;
    const strength = (row: ArrayLike<number>): number => Math.max(...Array.from(row, Math.abs));
    const strengths = outputs.map((o) => Array.from({ length: splits.test.length }, (_unused, i) => strength(o.subarray(i * width, (i + 1) * width))));
    // Bounds at quantiles of the first exit's strengths, so that some rows leave and some stay.
    const sorted = known(strengths[0], 'exits').toSorted((a, b) => a - b);
    const handle = createHandle({ network, splits, batch: 20, weights: () => Promise.resolve(weights) });
    for (const bound of [known(sorted[5], 'in range'), known(sorted[10], 'in range'), known(sorted[15], 'in range')].map((b) => b + 1e-4)) {
      const { exit, outputs: emitted } = await handle.infer(weights, splits.test, {
        leaves: (rows, w) => Array.from({ length: rows.length / w }, (_unused, i) => strength(rows.subarray(i * w, (i + 1) * w)) > bound),
      }, 7);
      let left = 0;
      for (let i = 0; i < splits.test.length; i++) {
        const own = strengths.map((s) => known(s[i], 'in range'));
        if (own.some((s) => Math.abs(s - bound) < 1e-5)) continue;
        const first = own.findIndex((s) => s > bound);
        const want = first < 0 ? outputs.length - 1 : first;
        expect(exit[i]).toBe(want);
        if (want === 0) left++;
        for (let c = 0; c < width; c++) expect(emitted[i * width + c]).toBeCloseTo(known(outputs[want]?.[i * width + c], 'in range'), 4);
      }
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThan(splits.test.length);
    }
  });

  it('counts costs as the sum of what has run', () => {
    const { network } = probe;
    const { base, exits } = inferenceCosts(network);
    let sum = 0;
    const byHand = new Map(network.nodes.map((n) => [n.piece.id, (sum += pieceCost(n.piece))]));
    expect(exits).toEqual(network.exits.map((e) => byHand.get(exitPiece(e, 'combined'))));
    const attached = network.nodes.filter((n) => n.part === 'head' || n.part === 'combiner').reduce((s, n) => s + pieceCost(n.piece), 0);
    expect(known(exits.at(-1), 'exits') - base).toBe(attached);
  });
});
