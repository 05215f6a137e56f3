import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';

import { buildView, figureFiles, plainText, renderCsv, renderHtml, renderMarkdown } from '../src/index.ts';
import { readCsv } from './readCsv.ts';
import { header } from './example.ts';
import { wide } from './wide.ts';

const NASTY = [
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '</style></svg><b>bold</b>', 'a | b\n# heading', '`code` ```fence```', '=HYPERLINK("http://x")', '@SUM(1)',
  '**bold** _it_ [link](javascript:alert(1))', '\u202Egnp.exe', '&lt;i&gt;', '- item', '1. item', '~~struck~~ ~out~', '+1 % | x', '+1+cmd!A1', '{{constructor}} ${x} %s', '--><!--',
] as const;

/** The records with something nasty in every name that people give. */
function named(nasty: string): ReturnType<typeof buildView> {
  const { plan } = header;
  const arms = plan.arms.map((a) => ({
    ...a, dataset: { ...a.dataset, title: `${nasty} D`, variant: `${nasty} V` }, architecture: { ...a.architecture, title: `${nasty} A` },
    exits: { ...a.exits, head: { ...a.exits.head, title: `${nasty} H` } }, regime: { ...a.regime, label: `${nasty} ${a.regime.label}` },
    phases: a.phases.map((p) => ({ ...p, name: `${nasty} ${p.name}` })),
    network: a.network === null ? null : { ...a.network, exits: [nasty, 'classifier'] },
  }));
  const texts = { title: nasty, question: nasty, notice: nasty, benchmark: nasty };
  return buildView(wide.map((r) => {
    if (r.kind === 'header') {
      return {
        ...r, plan: {
          ...r.plan, ...texts, arms, metrics: r.plan.metrics.map((m) => ({ ...m, label: `${nasty} ${m.label}` })),
          sources: r.plan.sources.map((s) => ({ ...s, title: nasty, citation: nasty, licence: s.licence === null ? null : nasty })),
        },
      };
    }
    if (r.kind === 'cell' && r.status === 'diverged') return { ...r, reason: nasty, log: [nasty, 'second line'] };
    if (r.kind === 'environment') return { ...r, cpu: nasty };
    if (r.kind === 'value' && r.metric === 'metric-exit-accuracy') return { ...r, result: { ...(r.result as object), exits: [nasty, 'classifier'] } };
    return r;
  }));
}

/** Markdown without what is typed as it is, and with escaped marks taken out. */
const marksOf = (markdown: string): string =>
  markdown.replaceAll('<br>', ' ').replaceAll(/\\[^\w\s]/g, '').replaceAll(/(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '');

const tame = named('tame');
let tamePage: Promise<object> | undefined;

describe.each(NASTY)('%s', (nasty) => {
  const view = named(nasty);

  it('is text in Markdown: there is no mark that is not there with a tame name', () => {
    const marks = (text: string): object => {
      const left = marksOf(text);
      return {
        tags: left.match(/<[^ ][^>]*>/g)?.length, links: left.match(/\]\(/g)?.length, headings: left.match(/^#+ /gm)?.length, bars: left.match(/\|/g)?.length,
        bold: left.match(/\*\*/g)?.length, struck: left.match(/~/g)?.length, items: left.match(/^(-|\d+\.) /gm)?.length, lines: left.match(/\n/g)?.length,
      };
    };
    expect(marks(renderMarkdown(view))).toEqual(marks(renderMarkdown(tame)));
    expect(renderMarkdown(view)).not.toMatch(/\u202E/);
  });

  it('is text in CSV, and no formula', () => {
    const rows = readCsv(renderCsv(view));
    expect(rows).toHaveLength(readCsv(renderCsv(tame)).length);
    const fields = rows.flatMap((r) => Object.values(r));
    expect(fields.filter((f) => /^[=+@-]/.test(f) && !/^[+-][\d.e+±%! -]+$/.test(f))).toEqual([]);
    const label = rows.find((r) => r['table']?.includes('against inference cost'))?.['regime']?.replace(/^'/, '');
    expect(label).toBe(`${plainText(nasty).replaceAll('\n', ' ')} joint`);
  });

  it('is text on the page and in figures', async () => {
    tamePage ??= elements(tame);
    expect(await elements(view)).toEqual(await tamePage);
  });
});

it.each([NASTY[0], NASTY[1], NASTY[2], NASTY[13]])('is text in figures: %s', async (nasty) => {
  const files = await figureFiles(named(nasty));
  expect(files).toHaveLength(13);
  for (const { content } of files) {
    expect(content).not.toMatch(/<(script|img|b)[\s>]/);
    // One root: nothing closed it early.
    expect(content.match(/<\/svg>/g)).toHaveLength(content.match(/<svg[\s>]/g)?.length ?? 0);
  }
});

/** How many there are of each element that a name might smuggle in. */
async function elements(of: typeof tame): Promise<object> {
  const { document } = parseHTML(await renderHtml(of)) as { document: { querySelectorAll(s: string): { readonly length: number } } };
  return Object.fromEntries(['script', 'img', 'b', 'i', 'style', 'section', 'table', 'tr', 'td', 'a'].map((tag) => [tag, document.querySelectorAll(tag).length]));
}

it('names characters that hide', () => {
  expect(plainText('a\u202Eb\u0000c\u200Bd\te\r\nf')).toBe('a⟨U+202E⟩b⟨U+0000⟩c⟨U+200B⟩d e\nf');
  expect(plainText('Größe ± 3 %, –')).toBe('Größe ± 3 %, –');
});
