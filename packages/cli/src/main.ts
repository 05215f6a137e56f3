import type { Benchmark } from '@exitbench/core';
import { CommanderError } from 'commander';

import type { CommandEnd, Context } from './context.ts';
import { EXIT, type ExitCode, exitCodeOf } from './exitCodes.ts';
import { type Io, processIo } from './io.ts';
import { buildProgram } from './program.ts';

export interface MainOptions {
  /** Benchmarks that are there without `--benchmark`. With some, `run` is the command that runs when none is named. */
  readonly benchmarks?: readonly Benchmark[];
  /** How the user starts this command line: help and messages show commands that can be typed. Default: `exitbench`. */
  readonly command?: string;
  /** Default: this process. */
  readonly io?: Io;
}

/**
 * The command line. Never throws: an error is told and becomes an exit code.
 *
 * @param args the arguments, without node and script
 */
export async function main(args: readonly string[], { benchmarks = [], command = 'exitbench', io = processIo() }: MainOptions = {}): Promise<ExitCode> {
  return (await attempt({ args, benchmarks, command, io })).code;
}

// ---------------------------------------------------------------------------------------------------------------------

async function attempt(context: Context): Promise<CommandEnd> {
  const { args, io } = context;
  let end: CommandEnd = { code: EXIT.completed };
  try {
    await buildProgram(context, (result) => (end = result)).parseAsync(args, { from: 'user' });
    return end;
  } catch (error) {
    // Commander has told what it has to say: help, or a name that it does not know.
    if (error instanceof CommanderError) return { code: error.exitCode === 0 ? EXIT.completed : EXIT.badInput };
    const [{ describeError }, { readable }] = await Promise.all([import('@exitbench/core'), import('./readable.ts')]);
    io.err(describeError(readable(error)));
    return { code: exitCodeOf(error) };
  }
}
