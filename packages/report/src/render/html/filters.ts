import type { ReportView, TableView } from '../../view.ts';
import { type Markup, html, trusted } from './markup.ts';

/** What a reader may hide: a question for each, with the values that the report has. */
export interface Filter {
  /** Name of the address's parameter and of the attribute `data-…`. */
  readonly key: 'dataset' | 'architecture' | 'regime' | 'seed';
  readonly label: string;
  readonly values: readonly string[];
}

/** Filters with something to choose from. */
export function filtersOf(view: ReportView, regimes: readonly string[]): readonly Filter[] {
  const figures = view.groups.flatMap((g) => g.figures);
  const tables = [...view.groups.flatMap((g) => g.tables), ...figures.map((f) => f.table), ...[view.incomplete ?? []].flat()];
  const seeds = [
    ...figures.flatMap(({ shape }) => (shape.kind === 'lines' ? shape.series : shape.kind === 'surface' ? shape.panels : []).map((s) => s.seed)),
    ...tables.flatMap(seedsOf),
  ].filter((s) => s !== null && s !== undefined);
  const filters: readonly Filter[] = [
    { key: 'dataset', label: 'Data set', values: distinct(view.groups.map((g) => g.dataset)) },
    { key: 'architecture', label: 'Architecture', values: distinct(view.groups.map((g) => g.architecture)) },
    { key: 'regime', label: 'Regime', values: regimes },
    { key: 'seed', label: 'Seed', values: distinct(seeds).toSorted((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1)) },
  ];
  return filters.filter((f) => f.values.length > 1);
}

/** Check boxes, all on. They do nothing without script, so the style hides them there. */
export function filtersMarkup(filters: readonly Filter[]): Markup | null {
  if (filters.length === 0) return null;
  return html`<details id="filters" class="needs-script"><summary>Filter<span id="filter-state" class="quiet" aria-live="polite"></span></summary><div class="filters">${
    filters.map((f) => html`<fieldset class="chips"><legend>${f.label}</legend>${
      f.values.map((value) => html`<label><input type="checkbox" name="${f.key}" value="${value}" data-filter="${f.label}"${trusted(' checked')} autocomplete="off"><span>${value}</span></label>`)
    }</fieldset>`)}<p class="note">Means stay those of all seeds, and verdicts those of all regimes, whatever is hidden. <button type="button" class="reset" data-reset>Show everything</button></p></div></details>`;
}

// ---------------------------------------------------------------------------------------------------------------------

function seedsOf({ columns, of }: TableView): readonly (string | null | undefined)[] {
  return [...columns.map((c) => c.seed), ...(of ?? []).map((o) => o.seed)];
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}
