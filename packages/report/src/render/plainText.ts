/** Characters that are not seen and change what is: controls, and marks that turn the direction of what follows. */
const HIDDEN = /(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Text of unknown origin with its hidden characters named, so that it says what it shows: `⟨U+202E⟩`. Line feeds stay. */
export function plainText(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll('\t', ' ')
    .replace(HIDDEN, (c) => `⟨U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`);
}
