import type * as PlotModule from '@observablehq/plot';

import { escapeMarkup } from '../render/html/markup.ts';
import { plainText } from '../render/plainText.ts';
import { shortPath } from './shortPath.ts';

/** Plot with a document to draw in. Loading takes a third of a second, so it waits for the first figure. */
export interface Drawing {
  readonly Plot: typeof PlotModule;
  /** What Plot takes for a browser's document. */
  readonly document: unknown;
}

/** What is read and changed of an element of a drawing: no browser's types are needed for it. */
export interface DrawnElement {
  innerHTML: string;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  remove(): void;
  querySelector(selector: string): DrawnElement | null;
  querySelectorAll(selector: string): Iterable<DrawnElement>;
}

/** One panel of a figure: a whole `svg` without colours of a theme, ids or styles. */
export interface Panel {
  /** Null where the figure has one panel only. */
  readonly title: string | null;
  readonly width: number;
  readonly height: number;
  /** Markup inside the `svg` element. */
  readonly inner: string;
  /** Regime and seed that the whole panel is about; null where it shows several. */
  readonly regime: string | null;
  readonly seed: string | null;
}

export async function loadDrawing(): Promise<Drawing> {
  const [Plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')]);
  return { Plot, document: parseHTML('<!doctype html><html><body></body></html>').document };
}

/** What a group of marks stands for, handed through Plot as the description of the mark. */
export interface Tag {
  readonly regime: string | null;
  readonly seed: string | null;
}

/**
 * The markup inside a plot: no style element, no labels that repeat what the table says, numbers to a tenth of a unit (so
 * that bytes do not depend on the last digits of the machine's arithmetic), and groups that say whose marks they hold.
 * @param unit of the points of long paths
 */
export function innerOf(svg: DrawnElement, tags: readonly Tag[], unit: 0.1 | 1 = 0.1): string {
  const names: string[] = [];
  const nameOf = (name: string): string => `${names.push(name) - 1}`;
  svg.querySelector('style')?.remove();
  for (const element of svg.querySelectorAll('*')) {
    for (const name of ['aria-label', 'aria-hidden', 'class']) element.removeAttribute(name);
    const tag = tags[Number(element.getAttribute('aria-description') ?? NaN)];
    element.removeAttribute('aria-description');
    if (tag !== undefined && tag.regime !== null) element.setAttribute('data-regime', nameOf(tag.regime));
    if (tag !== undefined && tag.seed !== null) element.setAttribute('data-seed', nameOf(tag.seed));
    for (const name of ROUNDED) {
      const value = element.getAttribute(name);
      if (value !== null && name === 'd' && value.length > LONG) element.setAttribute(name, shortPath(value, unit));
      else if (value !== null) element.setAttribute(name, value.replace(/-?\d+\.\d+(e-?\d+)?/g, (text) => String(Math.round(10 * Number(text)) / 10 || 0)));
    }
  }
  // Attributes are written as in HTML, where "<" may stand in them; XML wants more: so names are put in afterwards.
  return plainText(svg.innerHTML)
    .toWellFormed()
    .replace(/data-(regime|seed)="(\d+)"/g, (_, what: string, i: string) => `data-${what}="${escapeMarkup(names[Number(i)] ?? '')}"`);
}

// ---------------------------------------------------------------------------------------------------------------------

/** Paths with more letters are worth shortening. */
const LONG = 40;

const ROUNDED = ['d', 'transform', 'cx', 'cy', 'x1', 'x2', 'y1', 'y2', 'width', 'height'] as const;
