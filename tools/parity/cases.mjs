// @ts-check
// What the parity check trains: every network jointly and, from where that ended, its heads on the frozen backbone.

/** Steps of every case. */
export const STEPS = 10;
export const CLASSES = 10;

/** Of every case. The learning rate falls along a cosine to zero at the last step. */
export const MOMENTUM = 0.9;

/**
 * Two kinds of cases, compared in two ways.
 *
 * - `steps`: the rate, decay and batch of the convnet's recipe. PyTorch takes every step from the state that ours had
 *   before it.
 * - `course`: a small rate and batch. PyTorch takes all ten steps by itself. Rounding that moves one activation across
 *   the kink of a ReLU or swaps two maxima makes a jump that grows from there; with few activations that is rare.
 *   Batches of 4 also tell biased from unbiased variances, and a decay of 0.5 is enough to be seen after ten small steps.
 *
 * @typedef {'convnet' | 'resnet8'} NetworkName
 * @typedef {{
 *   name: string, kind: 'steps' | 'course', network: NetworkName, train: 'all' | 'heads', reduction: 'sum' | 'mean',
 *   rate: number, decay: number, batch: number, seed: number, after?: string
 * }} Case
 */

const KINDS = /** @type {const} */ ([
  { kind: 'steps', rate: 0.05, decay: 5e-4, batch: 50, seeds: [0] },
  { kind: 'course', rate: 0.001, decay: 0.5, batch: 4, seeds: [0, 1, 2, 3, 4] },
]);

/**
 * `after` names the case that a case continues; it comes earlier.
 * @type {readonly Case[]}
 */
export const CASES = KINDS.flatMap(({ kind, rate, decay, batch, seeds }) =>
  /** @type {const} */ (['convnet', 'resnet8']).flatMap((network) =>
    /** @type {const} */ (['sum', 'mean']).flatMap((reduction) =>
      seeds.flatMap((seed) => {
        const name = (/** @type {string} */ regime) => `${kind}, ${network}, ${regime}, ${reduction}, seed ${seed}`;
        const base = { kind, network, reduction, rate, decay, batch, seed };
        return /** @type {Case[]} */ ([
          { ...base, name: name('joint'), train: 'all' },
          { ...base, name: name('heads'), train: 'heads', after: name('joint') },
        ]);
      }),
    ),
  ),
);
