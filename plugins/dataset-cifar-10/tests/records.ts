/** A record of the binary version: a class, then planes of red, green and blue that a function fills, place by place. */
export function record(label: number, value: (channel: number, place: number) => number): Uint8Array {
  return Uint8Array.from({ length: 3073 }, (_, i) => (i === 0 ? label : value(Math.floor((i - 1) / 1024), (i - 1) % 1024)));
}

/** A file of records, as if it had been read. */
export function batch(...records: readonly Uint8Array[]): { readonly bytes: Uint8Array; readonly at: string } {
  return { bytes: Uint8Array.from(records.flatMap((r) => Array.from(r))), at: '/made/data_batch_1.bin' };
}
