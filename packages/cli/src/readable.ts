import { ExitbenchError } from '@exitbench/core';
import { plainText } from '@exitbench/report';

/** An error whose sentences are a line each and have no hidden characters: names in them may come from anybody's file, and a terminal obeys what it prints. */
export function readable(error: unknown): unknown {
  if (!(error instanceof ExitbenchError)) return error;
  const { code, message, at, hint, cause } = error;
  return new ExitbenchError(code, line(message), { ...(at === undefined ? {} : { at: line(at) }), ...(hint === undefined ? {} : { hint: line(hint) }), cause });
}

// ---------------------------------------------------------------------------------------------------------------------

function line(text: string): string {
  return plainText(text).replaceAll('\n', '⟨U+000A⟩');
}
