import type { FigureView } from '../view.ts';
import type { Drawing, Panel } from './drawing.ts';
import { linePanels } from './linePanels.ts';
import type { Look, RegimeStyle } from './regimeStyles.ts';
import { surfacePanels } from './surfacePanels.ts';
import type { Variant } from './variants.ts';

/** The panels of a figure. */
export function figurePanels(drawing: Drawing, { shape }: FigureView, variant: Variant, styles: readonly RegimeStyle[], look: Look): readonly Panel[] {
  return shape.kind === 'lines' ? linePanels(drawing, shape, variant, styles, look) : surfacePanels(drawing, shape);
}
