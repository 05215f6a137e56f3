import type { Labels } from '@exitbench/core';

import type { Entry } from '../../store/entry.ts';
import type { Store } from '../../store/store.ts';
import { combinedPayload, headPayload } from './performPredict.ts';
import type { PredictStored } from './results.ts';

export type Part = 'validation' | 'test';

/** What exits gave on a part, as policies read it: the combiner's output where there is one, else the head's. @throws ExitbenchError `bad-store` */
export function readOutputs(part: Part, predicted: Entry, exits: readonly string[], store: Store): Promise<readonly Float32Array[]> {
  const { combined } = predicted.result as unknown as PredictStored;
  return Promise.all(exits.map(async (exit) => {
    const name = combined.includes(exit) ? combinedPayload(part, exit) : headPayload(part, exit);
    return new Float32Array(aligned(await store.read(predicted, name)));
  }));
}

/** @throws ExitbenchError `bad-store` */
export async function readLabels(part: Part, predicted: Entry, store: Store): Promise<Labels> {
  const { labels } = predicted.result as unknown as PredictStored;
  const buffer = aligned(await store.read(predicted, `${part}-labels`));
  return labels === 'int32' ? new Int32Array(buffer) : new Float32Array(buffer);
}

// ---------------------------------------------------------------------------------------------------------------------

/** A copy that starts at a multiple of four bytes. */
function aligned(bytes: Uint8Array): ArrayBuffer {
  const buffer = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(buffer).set(bytes);
  return buffer;
}
