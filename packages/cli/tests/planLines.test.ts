import { expect, it } from 'vitest';

import type { Io } from '../src/index.ts';
import { planFor } from '../src/planFor.ts';
import { summaryLines } from '../src/planLines.ts';
import { benchmark } from './benchmark.ts';

const io = (env: Io['env']): Io => ({ out() {}, err() {}, now: () => 0, env, cwd: '/', home: '/', onStop: () => () => {} });

it('says how a faster engine can be had, after the engine', async () => {
  const planned = await planFor(benchmark, { profile: 'smoke' }, io({ EXITBENCH_ENGINE: 'cpu' }));
  const lines = summaryLines({ ...planned, faster: 'Run this.' });
  expect(lines[lines.findIndex((line) => line.startsWith('engine cpu')) + 1]).toBe('faster: Run this.');
  expect(summaryLines(planned).join('\n')).not.toContain('faster');
});

it('says nothing of it to those who asked for an engine', async () => {
  expect((await planFor(benchmark, { profile: 'smoke', engine: 'wasm' }, io({}))).faster).toBeUndefined();
  expect((await planFor(benchmark, { profile: 'smoke' }, io({ EXITBENCH_ENGINE: 'wasm' }))).faster).toBeUndefined();
});

it('has something to say exactly where the best engine is missing', async () => {
  const { engine, faster } = await planFor(benchmark, { profile: 'smoke' }, io({}));
  expect(faster === undefined).toBe(engine.engine === 'tensorflow');
});
