import { ExitbenchError } from '@exitbench/core';

/** The content of an IDX file of unsigned bytes. */
export interface Idx {
  /** Sizes of the axes, slowest first: `[60000, 28, 28]`. */
  readonly shape: readonly number[];
  /** A view of the file's bytes, not a copy. */
  readonly values: Uint8Array;
}

/** The type code of unsigned bytes. */
const UBYTE = 0x08;

/**
 * Reads an IDX file of unsigned bytes: two zero bytes, the type, the number of axes, each axis as a big-endian 32-bit
 * integer, then the values (LeCun, Cortes and Burges, "The MNIST database of handwritten digits").
 *
 * @param axes how many axes the file must have: 1 for labels, 3 for images
 * @param at the file, for errors
 * @throws ExitbenchError `bad-data` when it is something else, or shorter or longer than its axes say
 */
export function readIdx(bytes: Uint8Array, axes: number, at: string): Idx {
  const start = 4 + 4 * axes;
  if (bytes.length < start) throw bad(`An IDX file of ${axes} axes has a header of ${start} bytes; this one has ${bytes.length} bytes.`, at);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint16(0) !== 0) throw bad('It does not begin with two zero bytes, so it is no IDX file.', at);
  if (view.getUint8(2) !== UBYTE) throw bad(`Its values are of type 0x${view.getUint8(2).toString(16).padStart(2, '0')}, not unsigned bytes (0x08).`, at);
  if (view.getUint8(3) !== axes) throw bad(`It has ${view.getUint8(3)} axes, not ${axes}.`, at);
  const shape = Array.from({ length: axes }, (_, i) => view.getUint32(4 + 4 * i));
  const size = shape.reduce((a, b) => a * b, 1);
  if (bytes.length !== start + size) throw bad(`Its axes [${shape.join(', ')}] make ${size} values; it has ${bytes.length - start}.`, at);
  return { shape, values: bytes.subarray(start) };
}

// ---------------------------------------------------------------------------------------------------------------------

function bad(message: string, at: string): ExitbenchError {
  return new ExitbenchError('bad-data', message, { at, hint: 'Compare its SHA-256 with the one in the data set; remove it, so that it is fetched anew.' });
}
