/**
 * Stands for all of `core` in every key: raised by hand when a change of the contracts or of what they compute (seeds,
 * canonical JSON, resolution) would change results. `core` itself is in no code digest, so that its docs and errors can
 * improve without retraining anything.
 */
export const CONTRACT_REVISION = 1;
