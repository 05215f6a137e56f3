import type { Benchmark } from '@exitbench/core';

/** The profile that a run takes, and a line on why it is not the one asked for. */
export interface ProfileChoice {
  readonly profile: string;
  readonly note?: string;
}

/** The profile asked for; without a native engine or a GPU its smaller sister for wasm, where the benchmark has one. */
export function profileFor(benchmark: Benchmark, profile: string, engine: string): ProfileChoice {
  const sister = `${profile}-wasm`;
  if (engine === 'tensorflow' || engine === 'webgpu' || !Object.hasOwn(benchmark.profiles, sister)) return { profile };
  return { profile: sister, note: `The engine is ${engine}, not a native one: profile ${sister} instead of ${profile}.` };
}
