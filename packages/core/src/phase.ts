/** Which pieces: a part of the network, or piece ids. */
export type Selector = 'none' | 'backbone' | 'heads' | 'combiners' | 'all' | readonly string[];

/** Which exits: all of them, the last (the classifier), those before it, or exits by name. */
export type ExitSelector = 'all' | 'last' | 'attached' | readonly string[];

/**
 * A weight that changes with time: min(cap, start + slope · t / T), t = 1 … T counted in epochs or steps of the phase.
 * Shallow-deep networks raise an exit's weight so (Kaya et al., arXiv 1810.07052).
 */
export interface Ramp {
  readonly kind: 'ramp';
  readonly start: number;
  readonly slope: number;
  readonly cap: number;
  readonly per: 'epoch' | 'step';
}

/** How the summands of a term become one number: their sum, or their sum over the number of summands that the term names. */
export type Reduction = 'mean' | 'sum';

interface TermBase {
  /** Which exits' outputs are moved. */
  readonly at: ExitSelector;
  /** Read the exit's head, or its combiner where it has one. Default `head`. */
  readonly of?: 'head' | 'combined';
  /** Multiplies the reduced term. Default 1. */
  readonly weight?: number | Ramp;
  readonly reduction: Reduction;
}

/** The data set's own loss: cross-entropy for classes, mean squared error for values. */
export interface TaskTerm extends TermBase {
  readonly kind: 'task';
  /** Share of the label's mass that is spread over all classes. Default 0. Classes only. */
  readonly smoothing?: number;
}

/**
 * Cross-entropy of an exit's softmax against a deeper exit's, which is a constant here. `last`: the last exit teaches
 * all others; `next`: each exit teaches the one before; `later`: each teaches all before it. Multiplied by the
 * temperature's square, so that gradients keep their size (Hinton et al., arXiv 1503.02531). Classes only.
 */
export interface DistilTerm extends TermBase {
  readonly kind: 'distil';
  readonly from: 'last' | 'next' | 'later';
  /** Both softmaxes are taken of logits over the temperature. Default 1. */
  readonly temperature?: number;
}

export type LossTerm = TaskTerm | DistilTerm;

/** Coupled decay adds `decay · w` to the gradient (SGD, Adam); AdamW subtracts `rate · decay · w` from the weight. */
interface OptimiserBase {
  /** The learning rate that the schedule multiplies. */
  readonly rate: number;
  readonly decay: number;
  /** `all`: every trained weight, norms and biases too; `kernels`: kernels and embeddings only. */
  readonly decayScope: 'all' | 'kernels';
}
export type Optimiser =
  | (OptimiserBase & { readonly kind: 'sgd'; readonly momentum: number })
  | (OptimiserBase & { readonly kind: 'adam' | 'adamw'; readonly beta1: number; readonly beta2: number; readonly epsilon: number });

/** The factor on the learning rate at each step of the phase. All start with `warmup` steps of linear rise. */
export type Schedule =
  | { readonly kind: 'constant'; readonly warmup: number }
  /** Half a cosine from 1 to `floor` over the phase's planned steps (Loshchilov and Hutter, arXiv 1608.03983). */
  | { readonly kind: 'cosine'; readonly warmup: number; readonly floor: number }
  /** Times `factor` at each share of the planned steps. */
  | { readonly kind: 'step'; readonly warmup: number; readonly milestones: readonly number[]; readonly factor: number };

/** Random changes of training samples. A data set lists those that keep its labels. */
export type Augmentation =
  | { readonly kind: 'flip' }
  /** Moves the image by up to so many pixels along each axis; what comes in repeats the edge. */
  | { readonly kind: 'shift'; readonly pixels: number };

/** How an architecture likes to be trained. Regimes scale it and never replace it; a benchmark may override parts. */
export interface Recipe {
  readonly optimiser: Optimiser;
  readonly schedule: Schedule;
  /** Samples a step. */
  readonly batch: number;
  /** Largest global norm of the gradient. */
  readonly clip?: number;
  readonly augment: readonly Augmentation[];
  readonly reduction: Reduction;
  readonly smoothing?: number;
}

/** When to stop early. Validation is evaluated after every epoch, or every so many steps. */
export interface Stop {
  readonly metric: 'loss' | 'accuracy';
  /** Evaluations without improvement after which training stops, for each trainable output. At least 1. */
  readonly patience: number;
  readonly every: 'epoch' | number;
  /** Smallest change that counts as an improvement. */
  readonly minDelta: number;
}

/** How long a phase is: multiply-accumulates of training (resolved to whole steps by the plan), steps, or epochs. Of several the first counts. */
export type Budget = { readonly macs: number } | { readonly steps: number } | { readonly epochs: number };

export type ExitGradient = 'plain' | 'equilibrium' | { readonly scale: readonly number[] };

/** One stretch of training: what is trained, with which losses, optimiser, schedule, budget and stopping rule. Plain data. */
export interface TrainPhase {
  readonly kind: 'train';
  /** For people; not in the key. */
  readonly name: string;
  /** Everything else is frozen. */
  readonly train: Selector;
  /**
   * Re-drawn when the phase starts, of the pieces that run in it: others are not its business, and two networks that differ
   * in them share the phase. Whatever runs and has no value yet is drawn anyway. Default `none`.
   */
  readonly fresh?: Selector;
  /** Which pieces use and update batch statistics. Default `trained`. */
  readonly batchNorm?: 'trained' | 'none' | 'all';
  readonly losses: readonly LossTerm[];
  /** How terms are joined. Default `sum`. */
  readonly combine?: 'sum';
  /**
   * `equilibrium` scales the gradient that crosses exit i (of K in the losses, from 0) towards shallower pieces by
   * (K−i−1)/(K−i) and the head's by 1/(K−i), so that each block receives the mean of its exits' gradients (Li et al.,
   * arXiv 1908.06294); only where all terms read heads. A list, one number for each exit in the losses, scales the
   * gradient into the exit's head. Default `plain`.
   */
  readonly exitGradient?: ExitGradient;
  readonly optimiser: Optimiser;
  readonly schedule: Schedule;
  readonly clip?: number;
  readonly augment: readonly Augmentation[];
  readonly batch: number;
  readonly budget: Budget;
  readonly stop?: Stop;
  /** Default `last`; with a stopping rule `best`, by mean validation loss of the trainable outputs: one output an exit. */
  readonly restore?: 'last' | 'best';
  /** Shares of the planned steps at which weights are kept. Default [0, .01, .05, .25, .5, 1]. */
  readonly snapshots?: readonly number[];
  /** Keep the frozen prefix's outputs for every sample instead of computing them again. Only without augmentation and without `batchNorm: 'all'`. */
  readonly cacheFeatures?: boolean;
}

/** Weights from a file: pre-trained weights are a phase. */
export interface ImportPhase {
  readonly kind: 'import';
  readonly name: string;
  /** A safetensors file. */
  readonly file: { readonly path: string; readonly sha256: string };
  /** From our weight paths to the file's names. Paths that are not here keep their value. */
  readonly map: { readonly [path: string]: string };
}

export type Phase = TrainPhase | ImportPhase;

/** Everything about a training phase that its result depends on, nothing left to default, names resolved to ids. */
export interface ResolvedTrainPhase {
  readonly kind: 'train';
  readonly train: readonly string[];
  readonly fresh: readonly string[];
  readonly batchNorm: 'trained' | 'none' | 'all';
  readonly losses: readonly ResolvedTerm[];
  readonly combine: 'sum';
  readonly exitGradient: ExitGradient;
  readonly optimiser: Optimiser;
  readonly schedule: Schedule;
  readonly clip: number | null;
  readonly augment: readonly Augmentation[];
  readonly batch: number;
  readonly steps: number;
  readonly stepsPerEpoch: number;
  readonly stop: Stop | null;
  readonly restore: 'last' | 'best';
  readonly snapshots: readonly number[];
  readonly cacheFeatures: boolean;
}

/** A loss term with its exits by name. */
export type ResolvedTerm = {
  readonly at: readonly string[];
  readonly of: 'head' | 'combined';
  readonly weight: number | Ramp;
  readonly reduction: Reduction;
} & ({ readonly kind: 'task'; readonly smoothing: number } | { readonly kind: 'distil'; readonly from: 'last' | 'next' | 'later'; readonly temperature: number });

export interface ResolvedImportPhase {
  readonly kind: 'import';
  readonly sha256: string;
  readonly map: { readonly [path: string]: string };
}

export type ResolvedPhase = ResolvedTrainPhase | ResolvedImportPhase;

/** Shares at which weights are kept when a phase does not say. */
export const DEFAULT_SNAPSHOTS: readonly number[] = [0, 0.01, 0.05, 0.25, 0.5, 1];

/** What a training phase takes from a recipe. Spread it, then say what is trained and for how long. */
export function fromRecipe(recipe: Recipe): Pick<TrainPhase, 'kind' | 'optimiser' | 'schedule' | 'augment' | 'batch' | 'clip'> {
  const { optimiser, schedule, augment, batch, clip } = recipe;
  return { kind: 'train', optimiser, schedule, augment, batch, ...(clip === undefined ? {} : { clip }) };
}

/** The task's own loss at some exits, reduced and smoothed as the recipe says. */
export function taskLoss(recipe: Recipe, at: ExitSelector): TaskTerm {
  return { kind: 'task', at, reduction: recipe.reduction, ...(recipe.smoothing === undefined ? {} : { smoothing: recipe.smoothing }) };
}
