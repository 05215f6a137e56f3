import { setImmediate } from 'node:timers/promises';

import {
  ExitbenchError, type Json, type Network, type PlannedPhase, type ResolvedSeed, type ResolvedTrainPhase, type Split, type WeightValues, describePiece,
  digestOf, known, uniqueWeights,
} from '@exitbench/core';
import { createOptimiser, scheduleFactor } from '@exitbench/nn';

import { disposeBatch, readBatch, trainingOrder } from './batches.ts';
import { disposeAll, download, withDrawn } from './deviceWeights.ts';
import { type Features, cacheFeatures } from './features.ts';
import { assertFrozen, digestOfWeights, frozenPaths } from './frozen.ts';
import { type History, NO_SUMS, addLosses, meanLosses } from './history.ts';
import { type Live, begin, checkpointParts, replace, snapshot } from './live.ts';
import { type StepPlan, borderOf } from './step.ts';
import { type Steps, startSteps } from './steps.ts';
import { judge } from './stopper.ts';
import { validate } from './validate.ts';

/** Where a phase's checkpoints go. When to make one is the caller's business: the loop has no clock. */
export interface Checkpoints {
  load(): Promise<Uint8Array | undefined>;
  /** Whether to save now, after so many steps. */
  due(step: number): boolean;
  /** @param parts the file's bytes, one part after the other */
  save(parts: readonly Uint8Array[]): Promise<void>;
}

export interface PhaseEvent {
  readonly step: number;
  readonly steps: number;
  readonly epoch: number;
  /** Sum of the live losses of the newest step. */
  readonly loss: number;
  /** Each of them, named as in the history; losses of one name add up. */
  readonly losses: { readonly [name: string]: number };
  /** Samples of a step. */
  readonly batch: number;
}

export interface PhaseJob {
  readonly network: Network;
  readonly planned: PlannedPhase;
  readonly seed: ResolvedSeed;
  /** There is no test split here, by type. */
  readonly splits: { readonly train: Split; readonly validation: Split };
  /** What the previous phase left; {} at the start. */
  readonly state: WeightValues;
  /** Samples a batch when validation is evaluated. */
  readonly evaluationBatch: number;
  readonly checkpoints?: Checkpoints;
  readonly onEvent?: (event: PhaseEvent) => void;
  readonly signal?: AbortSignal;
}

export interface PhaseResult {
  readonly weights: WeightValues;
  /** Weights at shares of the planned steps, as far as the phase came. */
  readonly snapshots: readonly { readonly share: number; readonly weights: WeightValues }[];
  readonly history: History;
  readonly stepsDone: number;
  /** Multiply-accumulates that were spent. */
  readonly macs: number;
  /** Step at which a checkpoint was taken up; 0 without one. */
  readonly resumedAt: number;
}

/**
 * Runs one training phase. The loop knows no regime by name: everything that it does is said by the phase. Runs of equal
 * jobs end with bit-identical weights on one engine, also when one was stopped and taken up again from a checkpoint.
 *
 * @throws ExitbenchError `diverged` with step, phase and exit when a loss is not finite; `frozen-changed`; `interrupted`
 */
export async function runPhase(job: PhaseJob): Promise<PhaseResult> {
  const { network, planned, seed, splits } = job;
  const phase = planned.phase as ResolvedTrainPhase;
  const extent = known(planned.extent, 'a training phase has an extent');
  const pieces = network.nodes.map((n) => n.piece).filter((p) => extent.run.includes(p.id));
  const start = withDrawn(job.state, pieces, phase.fresh, seed);
  const used = uniqueWeights(pieces).map((w) => w.path);
  const frozen = frozenPaths(network, phase, extent);
  const identity = digestOf({ phase, seed, start: digestOfWeights(start), pieces: pieces.map(describePiece), epochOffset: planned.epochOffset } as unknown as Json);
  const optimiser = createOptimiser(phase.optimiser, uniqueWeights(pieces).filter((w) => extent.weights.includes(w.path)));
  const plan: StepPlan = { network, phase, extent, seed, optimiser, border: borderOf(network, extent) };
  const order = trainingOrder(splits.train.length, phase.batch, seed);
  const stepsOfSnapshots = phase.snapshots.map((share) => Math.round(share * phase.steps));

  const steps = startSteps(plan);
  const live = begin(await job.checkpoints?.load(), start, used, optimiser.slots, identity);
  const resumedAt = live.step;
  try {
    const features = phase.cacheFeatures && extent.prefix.length > 0 ? await cacheFeatures(plan, live.weights, splits.train) : undefined;
    while (live.step < phase.steps) {
      await snapshot(live, stepsOfSnapshots);
      // Engines answer at once, so nothing else in this process would get a turn, such as whoever wants to stop us.
      await setImmediate();
      if (job.signal?.aborted === true) throw await interrupted(job, live, identity);
      await trainOnce(job, plan, steps, live, order, features);
      if (await stopNow(job, phase, plan, live)) break;
      if (job.checkpoints?.due(live.step) === true) await job.checkpoints.save(await checkpointParts(live, identity));
    }
    await snapshot(live, stepsOfSnapshots);
    await assertFrozen(live.weights, start, frozen, planned.name);
    const last = await download(live.weights);
    assertFinite(last, planned.name, live.step);
    const restored = phase.restore === 'best' && live.best !== undefined ? live.best.weights : last;
    return {
      weights: { ...start, ...restored },
      snapshots: phase.snapshots.flatMap((share, i) => {
        const weights = live.snapshots[String(stepsOfSnapshots[i])];
        return weights === undefined ? [] : [{ share, weights: { ...start, ...weights } }];
      }),
      history: live.history,
      stepsDone: live.step,
      macs: (planned.macs / phase.steps) * live.step,
      resumedAt,
    };
  } finally {
    disposeAll(live.weights);
    disposeAll(live.slots);
    steps.dispose();
  }
}

// ---------------------------------------------------------------------------------------------------------------------

async function trainOnce(
  job: PhaseJob, plan: StepPlan, steps: Steps, live: Live, order: ReturnType<typeof trainingOrder>, features: Features | undefined,
): Promise<void> {
  const { network, phase, seed } = plan;
  const epochOfPhase = Math.floor(live.step / phase.stepsPerEpoch);
  const epoch = job.planned.epochOffset + epochOfPhase;
  const step = live.step % phase.stepsPerEpoch;
  const clock = { step: live.step + 1, steps: phase.steps, epoch: epochOfPhase + 1, epochs: Math.ceil(phase.steps / phase.stepsPerEpoch) };
  const rate = phase.optimiser.rate * scheduleFactor(phase.schedule, live.step, phase.steps);
  const positions = order(epoch, step);
  const batch = readBatch(network, job.splits.train, positions, { augment: phase.augment, seed, epoch, step });
  const rows = features?.rows(positions);
  try {
    const result = steps.run(live.weights, live.slots, batch, { epoch, step, clock, rate }, rows);
    replace(live.weights, result.weights);
    replace(live.slots, result.slots);
    const losses = await result.losses.data<'float32'>();
    result.losses.dispose();
    const bad = losses.findIndex((loss) => !Number.isFinite(loss));
    if (bad >= 0) throw diverged(job.planned.name, live.step, known(result.names[bad], 'losses have names'), losses[bad] as number);
    live.step++;
    live.sums = addLosses(live.sums, result.names, losses);
    job.onEvent?.({
      step: live.step, steps: phase.steps, epoch: clock.epoch, loss: losses.reduce((a, b) => a + b, 0),
      losses: addLosses(NO_SUMS, result.names, losses).sums, batch: phase.batch,
    });
  } finally {
    disposeBatch(batch);
    for (const tensor of rows?.values() ?? []) tensor.dispose();
  }
  if (live.step % phase.stepsPerEpoch === 0 || live.step === phase.steps) {
    const entry = { epoch: epochOfPhase, step: live.step, losses: meanLosses(live.sums), rate };
    live.history = { ...live.history, epochs: [...live.history.epochs, entry] };
    live.sums = NO_SUMS;
  }
}

/** Evaluates validation when that is due. True when training is to stop. */
async function stopNow(job: PhaseJob, phase: ResolvedTrainPhase, plan: StepPlan, live: Live): Promise<boolean> {
  if (phase.stop === null && phase.restore === 'last') return false;
  const every = phase.stop === null || phase.stop.every === 'epoch' ? phase.stepsPerEpoch : phase.stop.every;
  if (live.step % every !== 0 && live.step !== phase.steps) return false;
  const { losses, accuracies } = await validate(plan, live.weights, job.splits.validation, job.evaluationBatch);
  for (const [exit, loss] of Object.entries(losses)) if (!Number.isFinite(loss)) throw diverged(job.planned.name, live.step, exit, loss, 'validation loss');
  live.history = { ...live.history, validations: [...live.history.validations, { step: live.step, losses, accuracies }] };
  const score = Object.values(losses).reduce((a, b) => a + b, 0) / Object.keys(losses).length;
  if (phase.restore === 'best' && (live.best === undefined || score < live.best.score)) {
    live.best = { score, weights: await download(live.weights) };
    live.history = { ...live.history, restored: live.step };
  }
  if (phase.stop === null) return false;
  const verdict = judge(live.stopper, phase.stop.metric === 'loss' ? losses : accuracies, phase.stop);
  live.stopper = verdict.state;
  if (verdict.stop) live.history = { ...live.history, stoppedAt: live.step };
  return verdict.stop;
}

async function interrupted(job: PhaseJob, live: Live, identity: string): Promise<ExitbenchError> {
  await job.checkpoints?.save(await checkpointParts(live, identity));
  return new ExitbenchError('interrupted', `The phase \`${job.planned.name}\` was stopped after ${live.step} steps.`, { hint: 'Run the same command again: it goes on from there.' });
}

function diverged(phase: string, step: number, exit: string, loss: number, what = 'loss'): ExitbenchError {
  return new ExitbenchError('diverged', `The ${what} of exit \`${exit}\` is ${loss} at step ${step} of the phase \`${phase}\`.`, {
    at: `phase ${phase}, step ${step}, exit ${exit}`, hint: 'Lower the learning rate, add warm-up or clip gradients.',
  });
}

/** The last step's loss was finite; what it made of the weights need not be. */
function assertFinite(weights: WeightValues, phase: string, step: number): void {
  for (const [path, { values }] of Object.entries(weights)) {
    const bad = values.find((v) => !Number.isFinite(v));
    if (bad === undefined) continue;
    throw new ExitbenchError('diverged', `The weight \`${path}\` holds ${bad} after step ${step} of the phase \`${phase}\`.`, {
      at: `phase ${phase}, step ${step}`, hint: 'Lower the learning rate, add warm-up or clip gradients.',
    });
  }
}
