/** What a table calls the column that tells parts apart: `σ` where they are levels of noise, as the title says. */
export function partWord(title: string, parts: readonly (string | null)[]): string {
  const areNumbers = parts.every((part) => part !== null && part.trim() !== '' && Number.isFinite(Number(part)));
  return areNumbers && title.includes('σ') ? 'σ' : 'part';
}
