import { ExitbenchError, type WeightValues } from '@exitbench/core';

/** Values and a few strings beside them, in the safetensors layout (Hugging Face): length, JSON header, raw little-endian data. */
export interface Bundle {
  readonly values: WeightValues;
  readonly notes: { readonly [name: string]: string };
}

/** The bytes of a bundle. Entries are sorted by name, so equal bundles have equal bytes. */
export function encodeBundle(bundle: Bundle): Uint8Array {
  const parts = bundleParts(bundle);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.byteLength;
  }
  return bytes;
}

/** The bytes of a bundle one after the other: the header, then views on the values, which are not copied. */
export function bundleParts({ values, notes }: Bundle): readonly Uint8Array[] {
  const header: { [name: string]: unknown } = { __metadata__: Object.fromEntries(Object.entries(notes).toSorted(byName)) };
  const entries = Object.entries(values).toSorted(byName);
  let size = 0;
  for (const [name, { shape, values: data }] of entries) {
    header[name] = { dtype: 'F32', shape, data_offsets: [size, size + data.byteLength] };
    size += data.byteLength;
  }
  // Padded with spaces, as the format allows, so that the data start at a multiple of eight bytes.
  const text = JSON.stringify(header);
  const head = new TextEncoder().encode(text.padEnd(text.length + ((8 - (Buffer.byteLength(text) % 8)) % 8)));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(head.length), true);
  return [length, head, ...entries.map(([, { values: data }]) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength))];
}

/**
 * The bundle in some bytes, as copies.
 * @param at what the bytes are, for errors
 * @throws ExitbenchError `bad-data` when they are not whole or hold something other than 32-bit floats.
 */
export function decodeBundle(bytes: Uint8Array, at: string): Bundle {
  const fail = (message: string): ExitbenchError => new ExitbenchError('bad-data', message, { at, hint: 'The file must be whole, in safetensors layout, with F32 tensors.' });
  if (bytes.length < 8) throw fail('The weights file is truncated.');
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (8 + length > bytes.length) throw fail('The header of the weights file is truncated.');
  let header: Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + length))) as typeof header;
  } catch (cause) {
    throw new ExitbenchError('bad-data', 'The header of the weights file is not JSON.', { at, cause });
  }
  const { __metadata__: notes = {}, ...entries } = header as typeof header & { __metadata__?: unknown };
  // Not `subarray`: the `slice` of a Buffer is a view, and what is given out must be copies.
  const data = new Uint8Array(bytes.buffer, bytes.byteOffset + 8 + length, bytes.length - 8 - length);
  const values = Object.entries(entries).map(([name, { dtype, shape, data_offsets: [start, end] }]) => {
    if (dtype !== 'F32') throw fail(`\`${name}\` is ${dtype}.`);
    const count = shape.reduce((a, b) => a * b, 1);
    if (end > data.length || end - start !== 4 * count) throw fail(`\`${name}\` is truncated.`);
    return [name, { shape, values: new Float32Array(data.slice(start, end).buffer) }] as const;
  });
  return { values: Object.fromEntries(values), notes: notes as Record<string, string> };
}

/** The bytes of weight values alone. */
export function encodeWeights(values: WeightValues): Uint8Array {
  return encodeBundle({ values, notes: {} });
}

/** Weight values alone. @throws ExitbenchError `bad-data` */
export function decodeWeights(bytes: Uint8Array, at: string): WeightValues {
  return decodeBundle(bytes, at).values;
}

// ---------------------------------------------------------------------------------------------------------------------

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
