/**
 * The step that a phase's checkpoint is at, from its header: the layout of safetensors, whose notes have the state of the
 * training loop as JSON. Undefined where there is none.
 */
export function stepOfCheckpoint(bytes: Uint8Array): number | undefined {
  try {
    const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as { readonly __metadata__?: { readonly state?: string } };
    const { step } = JSON.parse(header.__metadata__?.state ?? '{}') as { readonly step?: unknown };
    return typeof step === 'number' ? step : undefined;
  } catch {
    return undefined; // another kind of node, or a layout of another version
  }
}
