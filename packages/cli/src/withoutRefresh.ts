/** Arguments without `--cache refresh`: a run that goes on must not remove what it has computed before it was stopped. */
export function withoutRefresh(args: readonly string[]): readonly string[] {
  return args.filter((arg, i) => arg !== '--cache=refresh' && !(arg === '--cache' && args[i + 1] === 'refresh') && !(arg === 'refresh' && args[i - 1] === '--cache'));
}
