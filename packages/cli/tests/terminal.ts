import { type Io, main } from '../src/index.ts';

import { benchmark } from './benchmark.ts';

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line on the tiny benchmark, or on none, and gives what it said. */
export async function exitbench(args: readonly string[], options: { readonly env?: Io['env']; readonly cwd?: string; readonly home?: string; readonly command?: string; readonly stop?: 'planning' | 'running'; readonly benchmarks?: readonly (typeof benchmark)[] } = {}): Promise<Said> {
  const out: string[] = [];
  const err: string[] = [];
  let stop = (): void => {};
  const io: Io = {
    out: (line) => {
      stop(); // the first line comes after the planning
      out.push(line);
    },
    err: (line) => void err.push(line), now: () => 0,
    onStop(callback) {
      if (options.stop === 'planning') callback(false);
      if (options.stop === 'running') stop = () => callback(false);
      return () => {};
    },
    env: { EXITBENCH_ENGINE: 'cpu', ...options.env }, cwd: options.cwd ?? process.cwd(), home: options.home ?? process.cwd(),
  };
  const code = await main(args, { benchmarks: options.benchmarks ?? [benchmark], io, ...(options.command === undefined ? {} : { command: options.command }) });
  return { code, out: out.join('\n'), err: err.join('\n') };
}
