import { stat } from 'node:fs/promises';

/** What changes when a file does: its time of change and its size. Empty for a file that is gone. */
export async function stampOf(file: string): Promise<string> {
  const facts = await stat(file).catch(() => undefined);
  return facts === undefined ? '' : `${facts.mtimeMs} ${facts.size}`;
}
