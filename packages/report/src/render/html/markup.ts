/** Text that is already markup. Everything else that goes into a page is escaped on its way. */
export interface Markup {
  readonly markup: string;
}

type Part = string | number | null | Markup | readonly Part[];

/** Markup of a template: its literal parts as they are, values escaped unless they are markup. Null is nothing. */
export function html(literals: TemplateStringsArray, ...values: readonly Part[]): Markup {
  return { markup: literals.map((text, i) => text + (i < values.length ? write(values[i] ?? null) : '')).join('') };
}

/** What comes from our own code or from `html`, never from a record. */
export function trusted(markup: string): Markup {
  return { markup };
}

/** Text as it may stand between tags and in quoted attributes; characters that XML cannot hold are replaced. */
export function escapeMarkup(text: string): string {
  return text
    .replace(/[&<>"']/g, (c) => ENTITIES[c] ?? c)
    // oxlint-disable-next-line no-control-regex -- these are what XML 1.0 §2.2 forbids
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .toWellFormed();
}

// ---------------------------------------------------------------------------------------------------------------------

const ENTITIES: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function write(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeMarkup(String(part));
  return 'markup' in part ? part.markup : part.map(write).join('');
}
