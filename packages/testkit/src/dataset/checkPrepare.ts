import { type DataFile, type Dataset, ExitbenchError, type PrepareContext, type Variant } from '@exitbench/core';

import type { Fault } from '../finding.ts';

/** Where the files are said to be. */
const PLACE = '/prepared';

/**
 * How `prepare` gets its files: from its context alone, those that the variant pins. A context that hands out nothing but
 * names is enough to see what it asks for, and one that refuses any of them, as for a wrong digest, must stop it.
 */
export async function checkPrepare(dataset: Dataset): Promise<readonly Fault[]> {
  const faults: Fault[] = [];
  for (const [name, variant] of Object.entries(dataset.variants)) {
    const say = (message: string): void => void faults.push({ check: 'digest', message: `\`${name}\`: ${message}` });
    const asked: DataFile[] = [];
    const context = (download: PrepareContext['download']): PrepareContext => ({ variant, download, extract: (archive) => Promise.resolve(`${archive}.unpacked`) });
    const paths = await settled(dataset, context((file) => Promise.resolve((asked.push(file), `${PLACE}/${file.name}`))));
    for (const file of asked.filter((f) => !isPinned(f, variant))) say(`\`prepare\` asks for \`${file.name}\` with SHA-256 ${file.sha256}, which the variant does not pin.`);
    for (const path of paths ?? []) if (!path.startsWith(`${PLACE}/`)) say(`\`prepare\` gives ${path}, which its context has not checked.`);
    // One after the other: where the first is refused, what happens with the second is not seen.
    for (const { name: refused } of asked) {
      const goesOn = await settled(dataset, context((file) => (file.name === refused ? refuse(file) : Promise.resolve(`${PLACE}/${file.name}`))));
      if (goesOn !== undefined) say(`\`prepare\` goes on when \`${refused}\` is refused: a wrong digest would be accepted.`);
    }
  }
  return faults;
}

// ---------------------------------------------------------------------------------------------------------------------

/** The paths that it gives; undefined where it stops, as it may where it looks into files that are not there. */
async function settled(dataset: Dataset, context: PrepareContext): Promise<readonly string[] | undefined> {
  try {
    return Object.values(await dataset.prepare(context));
  } catch {
    return undefined;
  }
}

function isPinned({ name, sha256, bytes }: DataFile, { files }: Variant): boolean {
  return files.some((f) => f.name === name && f.sha256 === sha256 && f.bytes === bytes);
}

function refuse(file: DataFile): Promise<never> {
  return Promise.reject(new ExitbenchError('bad-data', `\`${file.name}\` is not the pinned file.`, { at: file.name, hint: 'A refusal of the conformance suite.' }));
}
