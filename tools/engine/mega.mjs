/** Bytes for people: `274 MB`, `1.4 GB`. */
export function mega(bytes) {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}
