import type { ModelHandle } from '@exitbench/core';

/** Least seconds between two pieces of news. */
const NEWS_SECONDS = 0.5;

/**
 * The handle, which tells what has been asked of it: that is how far an analysis has come, and no metric need say so itself.
 *
 * @param tell called after a method has ended, at most twice a second: passes so far, their images, images a second of the passes' own time
 * @param now a clock in seconds
 */
export function meteredHandle(handle: ModelHandle, tell: (text: string) => void, now = (): number => performance.now() / 1000): ModelHandle {
  let told = now();
  let [passes, images, seconds] = [0, 0, 0];

  async function metered<T>(n: number, length: number, run: () => Promise<T>): Promise<T> {
    const begun = now();
    const result = await run();
    const time = now();
    [passes, images, seconds] = [passes + n, images + n * length, seconds + time - begun];
    if (time - told >= NEWS_SECONDS) {
      told = time;
      tell(`${passes} ${passes === 1 ? 'pass' : 'passes'}, ${images} images, ${Math.round(images / seconds)} images/s`);
    }
    return result;
  }

  return {
    ...handle,
    forward: (weights, source, options) => metered(1, source.length, () => handle.forward(weights, source, options)),
    gradients: (weights, source, losses) => metered(losses.length, source.length, () => handle.gradients(weights, source, losses)),
    losses: (weights, source, terms) => metered(1, source.length, () => handle.losses(weights, source, terms)),
    reestimate: (weights, source) => metered(1, source.length, () => handle.reestimate(weights, source)),
    infer: (weights, source, decision, batch) => metered(1, source.length, () => handle.infer(weights, source, decision, batch)),
    load(weights) {
      const loaded = handle.load(weights);
      return { ...loaded, infer: (source, decision, batch) => metered(1, source.length, () => loaded.infer(source, decision, batch)) };
    },
  };
}
