/** How a part of a line looks. */
export type Style = 'bold' | 'dim' | 'green' | 'red' | 'cyan';

/** A part of a line. */
export interface Span {
  readonly text: string;
  readonly style?: Style;
}

/** Parameters of the escape sequence `ESC [ n m` that begin and end a style (ECMA-48, 8.3.117). */
const CODES: { readonly [style in Style]: readonly [begin: number, end: number] } = { bold: [1, 22], dim: [2, 22], green: [32, 39], red: [31, 39], cyan: [36, 39] };

/** A line of at most so many characters: what does not fit is cut, and an ellipsis says so. */
export function paint(spans: readonly Span[], columns: number, colour: boolean): string {
  let room = columns;
  const whole = spans.reduce((sum, { text }) => sum + lengthOf(text), 0) <= columns;
  return spans.map(({ text, style }, i) => {
    const rest = spans.slice(i + 1).some((span) => span.text.length > 0);
    const cut = whole ? text : cutEnd(text, room, rest);
    room -= lengthOf(cut);
    return !colour || style === undefined || cut === '' ? cut : `\u001B[${CODES[style][0]}m${cut}\u001B[${CODES[style][1]}m`;
  }).join('');
}

/** The end of a text that is too long: in a cell's name that is the part that tells cells apart. */
export function cutStart(text: string, columns: number): string {
  const characters = Array.from(text);
  return characters.length <= columns ? text : columns < 1 ? '' : `…${characters.slice(characters.length - columns + 1).join('')}`;
}

// ---------------------------------------------------------------------------------------------------------------------

function lengthOf(text: string): number {
  return Array.from(text).length;
}

/** The beginning of a text; also cut where it fits to the last column and more would follow. */
function cutEnd(text: string, columns: number, more: boolean): string {
  const characters = Array.from(text);
  if (columns < 1) return '';
  if (characters.length < columns || (characters.length === columns && !more)) return text;
  return `${characters.slice(0, columns - 1).join('')}…`;
}
