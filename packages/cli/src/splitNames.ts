/** Splits at commas that are not inside parentheses: `mixed(share=0.25,rate=2),joint` is two names. Empty ones are left out. */
export function splitNames(value: string): readonly string[] {
  return value.split(/,(?![^(]*\))/).map((name) => name.trim()).filter((name) => name !== '');
}
