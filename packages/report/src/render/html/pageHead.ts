import { createHash } from 'node:crypto';

import { type Markup, html, trusted } from './markup.ts';

/** The start of a page that asks for nothing: its policy allows its own style and script by digest, and no more. */
export function pageHead({ title, style, script }: { readonly title: string; readonly style: string; readonly script?: string }): Markup {
  const scripts = script === undefined ? '' : `script-src '${digest(script)}'; `;
  const policy = `default-src 'none'; style-src '${digest(style)}'; ${scripts}img-src data:; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${trusted(style)}</style>${script === undefined ? null : html`
<script>${trusted(script)}</script>`}
</head>`;
}

// ---------------------------------------------------------------------------------------------------------------------

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
