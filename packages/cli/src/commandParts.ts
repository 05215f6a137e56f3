import { InvalidArgumentError } from 'commander';

/** Command lines that can be typed, for the end of a command's help. Where another program reads, npm must not say what it runs. */
export function examples(command: string, ...lines: readonly string[]): string {
  const silent = command.replace(/^npm run /, 'npm run --silent ');
  return `\nExamples:\n${lines.map((line) => `  ${line.includes('--json') ? silent : command} ${line}`).join('\n')}`;
}

/** Reads a whole number that is no smaller. @throws InvalidArgumentError for anything else */
export function atLeast(minimum: number): (value: string) => number {
  return (value) => {
    if (!/^\d+$/.test(value) || Number(value) < minimum || !Number.isSafeInteger(Number(value))) throw new InvalidArgumentError(`It must be a whole number of at least ${minimum}.`);
    return Number(value);
  };
}
