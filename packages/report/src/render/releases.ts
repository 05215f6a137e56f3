import type { ReportView, TableView } from '../view.ts';
import { html } from './html/markup.ts';
import { pageHead } from './html/pageHead.ts';
import { markdownOf } from './markdownTable.ts';

/** A published report, as an index names it. */
export interface Release {
  /** Its folder. */
  readonly version: string;
  readonly title: string;
  readonly notice: string | null;
  readonly benchmark: string;
  readonly profile: string;
  readonly cells: ReportView['cells'];
  /** Ids of the engines, and the commits. */
  readonly engines: readonly string[];
  readonly commits: readonly string[];
}

const HEADING = 'Published reports';
const LEAD = 'A report is a pure function of its records, which lie beside it with a manifest of digests. A published version is never changed.';

/** The index as Markdown: a link and a line for each release, in the order given. */
export function releasesMarkdown(releases: readonly Release[]): string {
  const table: TableView = {
    caption: HEADING, notes: [], columns: ['version', 'report', 'benchmark', 'cells', 'engine', 'commit'].map((label) => ({ label, numeric: false })),
    rows: releases.map((r) => columnsOf(r).map((text) => ({ kind: 'text', text }))),
  };
  // Folders' names have only characters that mean nothing in Markdown and in addresses.
  const links = releases.map(({ version }) => `- ${version}: [text](${version}/report.md), [page](${version}/index.html), [numbers](${version}/results.csv.gz), [records](${version}/records.jsonl.gz)`);
  const body = releases.length === 0 ? ['Nothing has been published yet.'] : [markdownOf(table), links.join('\n')];
  const howto = '`node_modules/.bin/nx run reports:publish -- RECORDS --as VERSION` publishes the records of a run, and `node_modules/.bin/nx run reports:publish` makes this list again.';
  return `${[`# ${HEADING}`, LEAD, ...body, howto].join('\n\n')}\n`;
}

/** The same as a page that asks for nothing. */
export function releasesHtml(releases: readonly Release[]): string {
  return html`${pageHead({ title: `${HEADING} – exitbench`, style: STYLE })}
<body>
<main>
<h1>${HEADING}</h1>
<p>${LEAD}</p>
${releases.length === 0 ? html`<p>Nothing has been published yet.</p>` : html`<ul>${releases.map((r) => html`
<li><h2><a href="${r.version}/index.html">${r.version}: ${r.title}</a></h2>
${r.notice === null ? null : html`<p><strong>${r.notice}</strong></p>`}
<p>${factsOf(r)}</p>
<p><a href="${r.version}/report.md">text</a>, <a href="${r.version}/results.csv.gz">numbers</a>, <a href="${r.version}/records.jsonl.gz">records</a>, <a href="${r.version}/manifest.json">digests</a></p></li>`)}
</ul>`}
</main>
</body>
</html>
`.markup;
}

// ---------------------------------------------------------------------------------------------------------------------

const STYLE = [
  ':root { color-scheme: light dark; }',
  'body { margin: 0; font: 16px/1.55 system-ui, sans-serif; overflow-wrap: break-word; background: light-dark(#f6f7f9, #12161c); color: light-dark(#1c2430, #e6eaf0); }',
  'main { max-width: 52rem; margin-inline: auto; padding: 2rem 1.2rem; }',
  'a { color: light-dark(#0b56a0, #7fb8f2); }',
  'ul { list-style: none; padding: 0; }',
  'li { padding: 0 1.2rem; margin-block: 1rem; border: 1px solid light-dark(#dde2e9, #303946); border-radius: 10px; background: light-dark(#ffffff, #1a2029); }',
  'h2 { font-size: 1.15rem; }',
  ':focus-visible { outline: 3px solid; outline-offset: 2px; }',
].join('\n');

function factsOf(release: Release): string {
  const [, , benchmark, cells, engine, commit] = columnsOf(release);
  return `${benchmark ?? ''}; ${cells ?? ''}; engine ${engine ?? ''}; commit ${commit ?? ''}`;
}

function columnsOf({ version, title, benchmark, profile, cells: { completed, planned }, engines, commits }: Release): readonly string[] {
  return [
    version, title, `${benchmark}, profile ${profile}`, completed === planned ? `all ${planned} cells` : `${completed} of ${planned} cells`,
    engines.length === 0 ? 'unknown' : engines.join(', '), commits.length === 0 ? 'unknown' : commits.join(', '),
  ];
}
