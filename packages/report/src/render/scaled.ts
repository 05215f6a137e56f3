/** Four digits and a prefix: `12.34 T` of thousands, `1.5 KiB` of bytes. */
export function scaled(value: number, base: 1000 | 1024 = 1000): string {
  const prefixes = base === 1000 ? ['', 'k', 'M', 'G', 'T', 'P', 'E'] : ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let rest = value;
  let i = 0;
  while (rest >= base && i < prefixes.length - 1) {
    rest /= base;
    i++;
  }
  return `${Number(rest.toPrecision(4))} ${prefixes[i] ?? ''}`.trim();
}
