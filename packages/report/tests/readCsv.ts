/** Reads a table as RFC 4180 has it, written apart from what writes it: quotes, doubled quotes, CR LF. A record for each line, by the names of the first. */
export function readCsv(text: string): readonly { readonly [column: string]: string }[] {
  const lines: string[][] = [[]];
  let at = 0;
  while (at < text.length) {
    let value = '';
    if (text[at] === '"') {
      const end = closing(text, at + 1);
      value = text.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
    } else {
      const end = text.slice(at).search(/[,\r]/) + at;
      value = text.slice(at, end);
      at = end;
    }
    lines.at(-1)?.push(value);
    if (text[at] === ',') {
      at += 1;
    } else if (text.startsWith('\r\n', at)) {
      at += 2;
      if (at < text.length) lines.push([]);
    } else {
      throw new Error(`A field ends with neither a comma nor a line at ${at}.`);
    }
  }
  const [names = [], ...rows] = lines;
  if (rows.some((row) => row.length !== names.length)) throw new Error('A line has more or fewer fields than the first.');
  return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? ''])));
}

// ---------------------------------------------------------------------------------------------------------------------

function closing(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    if (text[i] !== '"') continue;
    if (text[i + 1] !== '"') return i;
    i++;
  }
  throw new Error('A quoted field does not end.');
}
