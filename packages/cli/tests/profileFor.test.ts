import type { Benchmark } from '@exitbench/core';
import { expect, it } from 'vitest';

import { profileFor } from '../src/profileFor.ts';

const benchmark = { profiles: { quick: {}, 'quick-wasm': {}, smoke: {} } } as unknown as Benchmark;

it.each(['tensorflow', 'webgpu'])('%s takes the profile that was asked for', (engine) => {
  expect(profileFor(benchmark, 'quick', engine)).toEqual({ profile: 'quick' });
});

it.each(['wasm', 'cpu'])('%s takes its smaller sister, where there is one', (engine) => {
  expect(profileFor(benchmark, 'quick', engine)).toEqual({ profile: 'quick-wasm', note: expect.stringContaining(engine) as string });
  expect(profileFor(benchmark, 'smoke', engine)).toEqual({ profile: 'smoke' });
});
