import type { Benchmark } from '@exitbench/core';

import type { ExitCode } from './exitCodes.ts';
import type { Io } from './io.ts';

/** What every command knows. */
export interface Context {
  readonly args: readonly string[];
  readonly benchmarks: readonly Benchmark[];
  /** What to type before a command's name: `exitbench`. */
  readonly command: string;
  readonly io: Io;
}

/** What the commands themselves know. */
export interface CommandContext extends Context {
  /** Names of all commands. */
  readonly commands: readonly string[];
}

/** Parts of a benchmark, as options name them. */
export interface SelectionOptions {
  readonly dataset?: readonly string[];
  readonly architecture?: readonly string[];
  readonly regime?: readonly string[];
  readonly metric?: readonly string[];
  readonly seed?: readonly number[];
  readonly epochs?: readonly number[];
}

export interface BenchmarkOptions extends SelectionOptions {
  readonly benchmark?: readonly string[];
  readonly profile: string;
  readonly engine?: string;
}

/** What a command came to. */
export interface CommandEnd {
  readonly code: ExitCode;
}
