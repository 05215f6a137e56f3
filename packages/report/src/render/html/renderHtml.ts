import { readFileSync } from 'node:fs';

import { type Drawing, loadDrawing } from '../../figures/drawing.ts';
import { KEY_HEIGHT, KEY_WIDTH, keyInner } from '../../figures/legend.ts';
import { type RegimeStyle, regimeStyles, stylesOf } from '../../figures/regimeStyles.ts';
import type { GroupView, ReportView, TableView } from '../../view.ts';
import { hypothesisLines, hypothesisTables } from '../../tables/hypothesisTables.ts';
import { warningWords } from '../warnings.ts';
import { answersMarkup } from './answers.ts';
import { figureMarkup, layoutOf } from './figure.ts';
import { filtersMarkup, filtersOf } from './filters.ts';
import { type Markup, html, trusted } from './markup.ts';
import { pageHead } from './pageHead.ts';
import { type Context, prose, tableMarkup, worded } from './table.ts';

/** Files with the same numbers, by their names beside the page. */
export interface Beside {
  readonly records?: string;
  readonly numbers?: string;
}

/**
 * A report as one page that asks for nothing: style, script and figures are inside, and its policy allows no more. All of it
 * can be read without script; the script adds filters, sorting, switches of axes and the theme.
 */
export async function renderHtml(view: ReportView, { records = 'records.jsonl', numbers = 'results.csv' }: Beside = {}): Promise<string> {
  const drawing = await loadDrawing();
  const styles = regimeStyles(view);
  const context: Context = { styles, key: keyMarkup };
  return html`${pageHead({ title: view.title, style: asset('page.css'), script: asset('page.js') })}
<body>
<a class="skip" href="#main">Skip to the report</a>
${keySymbols(drawing, [...styles, ...view.groups.flatMap((g) => g.figures).flatMap(({ shape }) => (shape.kind === 'lines' ? stylesOf(shape, styles) : []))])}
${header(view)}
${bar(view, styles)}
<main id="main" tabindex="-1">
<p id="empty" class="card empty" role="status" hidden></p>
${section('answer', 'Which regime to take', answersMarkup(view, context))}
${view.warnings.length === 0 ? null : section('warnings', 'Read this before believing a number', html`<ul class="warnings">${view.warnings.map((w) => html`<li>${prose(warningWords(w))}</li>`)}</ul>`)}
${hypotheses(view, context)}
${view.budgets === null ? null : section('budgets', 'Where convergence decides', html`<h3 id="budgets-gains">${view.budgets.caption}</h3>${card(view.budgets, 'budgets-table', context)}`)}
${coverage(view, context)}
${view.groups.map((group) => groupMarkup(drawing, group, context))}
${tableSection('reproduce', view.reproduce, context)}
${tableSection('sources', view.sources, context)}
${tableSection('environment', view.environment, context)}
${section('method', 'How the numbers were made', html`<ul class="method">${view.method.map((line) => html`<li>${worded(line)}</li>`)}</ul>`)}
</main>
<footer><p>${view.benchmark}, profile ${view.profile}. The same numbers as files: <a href="${numbers}" download>${numbers}</a>, <a href="${records}" download>${records}</a>.</p></footer>
<p id="said" class="visually-hidden" role="status"></p>
</body>
</html>
`.markup;
}

// ---------------------------------------------------------------------------------------------------------------------

function header(view: ReportView): Markup {
  return html`<header><p class="kicker">exitbench report <span aria-hidden="true">·</span> ${view.benchmark}, profile ${view.profile} <span aria-hidden="true">·</span> <a href="#coverage">${cellsText(view)}</a></p>
<h1>${view.title}</h1>
<p class="question">${view.question}</p>
${view.notice === null ? null : html`<p class="notice"><strong>${view.notice}</strong></p>`}
<nav aria-label="On this page"><ul>
<li><a href="#answer">Which regime</a></li>${view.warnings.length === 0 ? null : html`<li><a href="#warnings">Warnings <span class="quiet">(${view.warnings.length})</span></a></li>`}${view.hypotheses === null ? null : html`<li><a href="#hypotheses">Hypotheses</a></li>`}${view.budgets === null ? null : html`<li><a href="#budgets">Convergence</a></li>`}<li><a href="#coverage">What was run</a></li>
${view.groups.map((g) => html`<li data-dataset="${g.dataset}" data-architecture="${g.architecture}"><a href="#${g.id}">${g.title}</a></li>`)}
<li><a href="#reproduce">Commands</a></li><li><a href="#sources">Sources</a></li><li><a href="#environment">Environment</a></li><li><a href="#method">Method</a></li>
</ul></nav></header>`;
}

/** What stays in sight: filters and the theme. */
function bar(view: ReportView, styles: readonly RegimeStyle[]): Markup {
  const themes = [['auto', 'Auto'], ['light', 'Light'], ['dark', 'Dark']] as const;
  return html`<div class="bar needs-script" role="region" aria-label="Controls">${filtersMarkup(filtersOf(view, styles.map((s) => s.regime)))}<fieldset class="choice theme"><legend class="visually-hidden">Theme</legend>${
    themes.map(([value, label], i) => html`<label><input type="radio" name="theme" value="${value}"${i === 0 ? trusted(' checked') : null} autocomplete="off"><span>${label}</span></label>`)
  }</fieldset></div>`;
}

function hypotheses({ hypotheses: given }: ReportView, context: Context): Markup | null {
  if (given === null) return null;
  const tables = hypothesisTables(given).map((table, i) => {
    const markup = card(table, `hypotheses-table-${i + 1}`, context);
    return i === 0 ? html`<h3 id="hypotheses-${i + 1}">${table.caption}</h3>${markup}` : html`<details><summary>${table.caption}</summary>${markup}</details>`;
  });
  return section('hypotheses', 'Hypotheses', html`${hypothesisLines(given).map((line) => html`<p>${worded(line)}</p>`)}${tables}`);
}

function coverage(view: ReportView, context: Context): Markup {
  return section('coverage', 'What was run', html`<dl class="facts">${[['cells', cellsText(view)] as const, ...view.facts].map(([label, text]) => html`<div><dt>${label}</dt><dd>${text}</dd></div>`)}</dl>
${view.coverage === null ? null : html`<h3 id="outcomes">${view.coverage.caption}</h3>${card(view.coverage, 'coverage-table', context)}`}${
    view.incomplete === null ? null : html`<h3 id="incomplete">${view.incomplete.caption}</h3>${card(view.incomplete, 'incomplete-table', context)}`}`);
}

function cellsText({ cells: { planned, completed } }: ReportView): string {
  return completed === planned ? `all ${planned} cells completed` : `${completed} of ${planned} cells completed`;
}

function groupMarkup(drawing: Drawing, group: GroupView, context: Context): Markup {
  const content = html`<div class="figures">${group.figures.map((figure) => figureMarkup(drawing, figure, context, layoutOf(figure, group.figures)))}</div>
${group.tables.map((table, i) => html`<h3 id="${group.id}-table-${i + 1}">${table.caption} <a class="anchor" href="#${group.id}-table-${i + 1}" aria-label="Link to ${table.caption}">#</a></h3>${card(table, `${group.id}-rows-${i + 1}`, context)}`)}`;
  return section(group.id, group.title, content, html` class="group" data-dataset="${group.dataset}" data-architecture="${group.architecture}"`);
}

function tableSection(id: string, table: TableView, context: Context): Markup {
  return section(id, table.caption, table.rows.length === 0 ? html`<p>Nothing is known.</p>` : card(table, `${id}-table`, context));
}

function section(id: string, title: string, content: Markup, attributes: Markup | null = null): Markup {
  return html`<section id="${id}"${attributes} aria-labelledby="${id}-heading"><h2 id="${id}-heading">${title} <a class="anchor" href="#${id}" aria-label="Link to ${title}">#</a></h2>
${content}
</section>`;
}

function card(table: TableView, id: string, context: Context): Markup {
  return html`<div class="card table">${tableMarkup(table, id, context)}</div>`;
}

/** Lines and markers of the regimes, drawn once and used wherever a name stands. */
function keySymbols(drawing: Drawing, styles: readonly RegimeStyle[]): Markup {
  return html`<svg class="visually-hidden" aria-hidden="true">${[...new Map(styles.map((style) => [keyId(style), style])).values()].map((style) => html`<symbol id="${keyId(style)}" viewBox="0 0 ${KEY_WIDTH} ${KEY_HEIGHT}">${trusted(keyInner(drawing, style, 'page'))}</symbol>`)}</svg>`;
}

function keyMarkup(style: RegimeStyle): Markup {
  return html`<svg class="key" aria-hidden="true"><use href="#${keyId(style)}"/></svg>`;
}

/** Regimes may look alike only where there are more than the styles. */
function keyId({ colour, dash, symbol, role }: RegimeStyle): string {
  return `key-${[colour, (dash ?? 'whole').replaceAll(' ', '-'), symbol, role].join('-')}`;
}

/** A file of this package without what is for people only: indentation and lines of comment. */
function asset(file: 'page.css' | 'page.js'): string {
  const text = readFileSync(new URL(`../../../assets/${file}`, import.meta.url), 'utf8');
  return text.split('\n').map((line) => line.trim()).filter((line) => !/^(\/\/|\/\*\*.*\*\/$|$)/.test(line)).join('\n');
}
