import { type Init, type Random, type ResolvedSeed, type WeightSpec, randomStream } from '@exitbench/core';

/**
 * First values of a weight, row-major. They depend on the seed's `init` and on the weight's path and nothing else, so
 * heads, placements and engines never change how a backbone starts. Drawn in doubles and rounded once to float32.
 *
 * `truncated-normal` draws again what lies more than two deviations from zero, as TensorFlow's initialiser of that name.
 */
export function drawWeight(spec: WeightSpec, seed: ResolvedSeed): Float32Array {
  const values = new Float32Array(spec.shape.reduce((a, b) => a * b, 1));
  const { init } = spec;
  if (init.kind === 'constant') return values.fill(init.value);
  const random = randomStream(seed, 'init', spec.path);
  for (let i = 0; i < values.length; i++) values[i] = draw(init, random);
  return values;
}

// ---------------------------------------------------------------------------------------------------------------------

function draw(init: Exclude<Init, { kind: 'constant' }>, random: Random): number {
  switch (init.kind) {
    case 'uniform':
      return init.low + (init.high - init.low) * random.uniform();
    case 'normal':
      return init.deviation * random.normal();
    case 'truncated-normal':
      return init.deviation * truncatedNormal(random);
  }
}

function truncatedNormal(random: Random): number {
  for (;;) {
    const x = random.normal();
    if (Math.abs(x) <= 2) return x;
  }
}
