import type { LinesView, ReportView } from '../view.ts';

/** How a regime is drawn everywhere: three marks of it, so that colour is never the only one. */
export interface RegimeStyle {
  readonly regime: string;
  readonly role: 'ranked' | 'control';
  /** Place in the palette. */
  readonly colour: number;
  /** `stroke-dasharray`; null is a whole line. */
  readonly dash: string | null;
  readonly symbol: Symbol;
}

export type Symbol = (typeof SYMBOLS)[number];

/** The page's palette as variables (light and dark), a file's as colours. */
export type Look = 'page' | 'file';

/** Contrast with white of at least 4.5:1; told apart by people who confuse red and green. */
export const PALETTE = ['#0b62a8', '#b5470f', '#12735a', '#8a3d8f', '#8a6100', '#a8324a'] as const;
/** Six dashes and seven symbols: the pairs repeat after 42 regimes. */
const DASHES = [null, '7 3', '2 3', '9 3 2 3', '5 5', '12 3'] as const;
export const SYMBOLS = ['circle', 'square', 'triangle', 'diamond2', 'star', 'wye', 'cross'] as const;

/** A style for each regime of a report: ranked ones first, each by its first appearance. */
export function regimeStyles(view: Pick<ReportView, 'groups' | 'answers'>): readonly RegimeStyle[] {
  const roles = new Map<string, RegimeStyle['role']>();
  const meet = (regime: string | null, role: RegimeStyle['role']): void => {
    if (regime !== null && !roles.has(regime)) roles.set(regime, role);
  };
  for (const { best, pairs } of view.answers) {
    if (best.kind === 'alone' && best.regime !== null) meet(best.regime, 'ranked');
    for (const { a, b } of pairs) [a, b].forEach((regime) => meet(regime, 'ranked'));
  }
  for (const { shape } of view.groups.flatMap((g) => g.figures)) {
    if (shape.kind === 'lines') shape.series.forEach((s) => meet(s.regime, s.role));
    else shape.panels.forEach((p) => meet(p.regime, 'role' in p ? p.role : 'ranked'));
  }
  const met = [...roles];
  return [...met.filter(([, role]) => role === 'ranked'), ...met.filter(([, role]) => role === 'control')].map(([regime, role], i) => styleAt(regime, role, i));
}

/** What a line is called: its regime, or its part where it is of several regimes together. */
export function nameOf({ regime, part }: Pick<LinesView['series'][number], 'regime' | 'part'>): string {
  return regime ?? part ?? '';
}

/** The styles of a figure's lines: the report's, or the figure's own where its lines are of several regimes together. */
export function stylesOf({ series }: LinesView, styles: readonly RegimeStyle[]): readonly RegimeStyle[] {
  if (series.some((s) => s.regime !== null)) return styles;
  return [...new Set(series.map(nameOf))].map((name, i) => styleAt(name, 'ranked', i));
}

/** The style of a regime; of one that the report does not know, that after the last. */
export function styleOf(styles: readonly RegimeStyle[], regime: string): RegimeStyle {
  return styles.find((s) => s.regime === regime) ?? styleAt(regime, 'ranked', styles.length);
}

export function colourOf({ colour }: RegimeStyle, look: Look): string {
  return look === 'page' ? `var(--c${colour})` : (PALETTE[colour] ?? PALETTE[0]);
}

// ---------------------------------------------------------------------------------------------------------------------

function styleAt(regime: string, role: RegimeStyle['role'], i: number): RegimeStyle {
  return {
    regime, role, colour: i % PALETTE.length, dash: DASHES[i % DASHES.length] ?? null, symbol: SYMBOLS[i % SYMBOLS.length] ?? 'circle',
  };
}
