import { readFile } from 'node:fs/promises';

import { ExitbenchError, type Network, type ResolvedImportPhase, type WeightValues, known, sha256, uniqueWeights, unknownName } from '@exitbench/core';

import { decodeWeights } from './safetensors.ts';

/**
 * The state with weights from a file in it. Kernels must lie as ours do: convolutions height × width × in × out, dense
 * layers in × out.
 *
 * @throws ExitbenchError `bad-data` when the file is missing, not what its digest says, or a shape differs
 */
export async function importWeights(network: Network, phase: ResolvedImportPhase, file: string, state: WeightValues): Promise<WeightValues> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    throw new ExitbenchError('bad-data', 'The weights file cannot be read.', { at: file, hint: 'Check the path in the import phase.', cause });
  }
  const actual = sha256(bytes);
  if (actual !== phase.sha256) {
    throw new ExitbenchError('bad-data', `The weights file has SHA-256 ${actual}, not ${phase.sha256}.`, { at: file, hint: 'Provide the file that the phase was written for, or change its digest.' });
  }
  const values = decodeWeights(bytes, file);
  const specs = new Map(uniqueWeights(network.nodes.map((n) => n.piece)).map((w) => [w.path, w]));
  const imported = Object.entries(phase.map).map(([path, name]) => {
    const value = values[name];
    if (value === undefined) throw unknownName('tensor in the file', name, Object.keys(values), `${file}: ${path}`);
    const spec = known(specs.get(path), 'paths are checked when phases are resolved');
    if (spec.shape.join() !== value.shape.join()) {
      throw new ExitbenchError('bad-data', `\`${name}\` is [${value.shape.join(', ')}], but \`${path}\` needs [${spec.shape.join(', ')}].`, { at: file, hint: 'Store kernels as height × width × in × out, or in × out.' });
    }
    return [path, value] as const;
  });
  return { ...state, ...Object.fromEntries(imported) };
}
