import { createHash } from 'node:crypto';

import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, it } from 'vitest';

import { answerTable } from '../../src/render/answers.ts';
import { renderHtml } from '../../src/render/html/renderHtml.ts';
import { rowTexts } from '../../src/render/numbers.ts';
import { tablesOf } from '../../src/render/tablesOf.ts';
import { HOSTILE, exampleView } from './exampleView.ts';

let markup: string;
beforeAll(async () => {
  markup = await renderHtml(exampleView);
});

describe('renderHtml', () => {
  it('gives the same bytes again', async () => {
    expect(await renderHtml(exampleView)).toBe(markup);
  });

  it('allows its own style and script by digest, and nothing else', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(markup)?.[1] ?? '';
    const digest = (tag: string): string => createHash('sha256').update(new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(markup)?.[1] ?? '').digest('base64');
    expect(policy).toBe(`default-src 'none'; style-src 'sha256-${digest('style')}'; script-src 'sha256-${digest('script')}'; img-src data:; base-uri 'none'; form-action 'none'`);
  });

  it('has one script, one style, and no style attributes, which the policy would refuse', () => {
    expect([markup.split('<script').length, markup.split('<style').length]).toEqual([2, 2]);
    expect(markup).not.toMatch(/<[^>]* style="/);
  });

  it('writes names as text, wherever they stand', () => {
    expect(markup).not.toContain('<img');
    expect(markup).not.toContain(HOSTILE);
    expect(markup).not.toContain('<b>mixed');
    expect(markup).toContain('Disjoint, joint or &lt;b&gt;mixed&lt;/b&gt;?');
  });

  it('sets names between backticks as code, and keeps them text', () => {
    expect(markup).toContain('Points of <code>metric-exit-accuracy</code>, not &lt;b&gt;.');
    expect(markup).toContain('at step 131 of phase <code>all</code>');
  });

  it('has the statement beside each verdict', () => {
    const { document } = parseHTML(markup);
    const [row] = document.querySelectorAll('#hypotheses-table-1 tbody tr');
    expect([...(row?.children ?? [])].slice(0, 2).map((c) => c.textContent)).toEqual(['H1', 'Mixed is better than joint <i>.']);
    expect(row?.textContent).toContain('left out: joint − disjoint at 25 %, which a regime cannot keep; Beware of <b>.');
  });

  it('has every text of every table of the view', () => {
    const { document } = parseHTML(markup);
    const page = squeezed(document.body.textContent ?? '');
    const answers = answerTable(exampleView.answers)?.caption;
    const missing = tablesOf(exampleView).filter(({ table }) => table.caption !== answers)
      .flatMap(({ table }) => table.rows.flatMap((row) => rowTexts(table, row))).filter((text) => !page.includes(squeezed(text.replaceAll(/`([^`]+)`/g, '$1'))));
    expect(missing).toEqual([]);
  });

  it('gives an id once, and points at none that is not there', () => {
    const ids = [...markup.matchAll(/ id="([^"]*)"/g)].map((m) => m[1]);
    expect(ids.length).toBe(new Set(ids).size);
    const targets = [...markup.matchAll(/ href="#([^"]*)"/g), ...markup.matchAll(/ aria-labelledby="([^" ]*)/g)].map((m) => m[1]);
    expect(targets.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('steps down by one heading at a time', () => {
    const levels = [...markup.matchAll(/<h([1-6])/g)].map((m) => Number(m[1]));
    expect(levels[0]).toBe(1);
    expect(levels.filter((level, i) => level > (levels[i - 1] ?? 0) + 1)).toEqual([]);
  });

  it('tells decided, tied, undecided and unjudged answers apart in words', () => {
    for (const word of ['decided', 'tie', 'undecided', 'too few seeds', 'no comparison']) expect(markup).toMatch(new RegExp(`aria-hidden="true">.</span> ${word}</span>`));
  });

  it('links to the numbers as files beside it', () => {
    expect(markup).toContain('<a href="results.csv" download>');
    expect(markup).toContain('<a href="records.jsonl" download>');
  });

  it('stays small, its script below 8 kB', () => {
    expect(markup.length).toBeLessThan(600_000);
    expect(/<script>([^]*?)<\/script>/.exec(markup)?.[1]?.length).toBeLessThan(8_000);
  });

  it('says what is missing of a report without cells', async () => {
    const empty = await renderHtml({ ...exampleView, answers: [], groups: [], coverage: null, incomplete: null, warnings: [], cells: { planned: 0, completed: 0 } });
    expect(empty).toContain('Nothing can be compared');
    expect(empty).not.toContain('id="filters"');
  });

  it('names hidden characters', async () => {
    const turned = await renderHtml({ ...exampleView, title: 'joint \u202e mixed\u0000' });
    expect(turned).toContain('<h1>joint ⟨U+202E⟩ mixed⟨U+0000⟩</h1>');
  });
});

// ---------------------------------------------------------------------------------------------------------------------

function squeezed(text: string): string {
  return text.replaceAll(/\s+/g, '');
}
