import { plainText } from '../plainText.ts';

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

/** Text as it may stand between tags and in quoted attributes, of HTML and of XML; hidden characters are named. */
export function escapeMarkup(text: string): string {
  return plainText(text).toWellFormed().replace(/[&<>"'\ufffe\uffff]/g, (c) => ENTITIES[c] ?? '\ufffd');
}

// ---------------------------------------------------------------------------------------------------------------------

const ENTITIES: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function write(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeMarkup(String(part));
  return 'markup' in part ? part.markup : part.map(write).join('');
}
