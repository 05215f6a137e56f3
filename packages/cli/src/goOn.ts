import { shellLine } from '@exitbench/report';

/** What to type to go on with a run that was stopped: the command line as it was, without `--cache refresh`, which would remove what the run has computed. */
export function goOnLine(command: string, args: readonly string[]): string {
  const rest = args.filter((arg, i) => arg !== '--cache=refresh' && !(arg === '--cache' && args[i + 1] === 'refresh') && !(arg === 'refresh' && args[i - 1] === '--cache'));
  // npm's `--` stands before arguments; a line that ends with it looks cut off.
  return rest.length === 0 ? command.replace(/ --$/, '') : `${command} ${shellLine(rest)}`;
}
