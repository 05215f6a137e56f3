import type { FigureView } from '../view.ts';
import type { Drawing, Panel } from './drawing.ts';
import { linePanels } from './linePanels.ts';
import { stackPanels } from './stackPanels.ts';
import { type Look, type RegimeStyle, stylesOf } from './regimeStyles.ts';
import { surfacePanels } from './surfacePanels.ts';
import type { Variant } from './variants.ts';

/** The panels of a figure. */
export function figurePanels(drawing: Drawing, { shape }: FigureView, variant: Variant, styles: readonly RegimeStyle[], look: Look): readonly Panel[] {
  switch (shape.kind) {
    case 'lines':
      return linePanels(drawing, shape, variant, stylesOf(shape, styles), look);
    case 'stack':
      return stackPanels(drawing, shape);
    case 'surface':
      return surfacePanels(drawing, shape);
  }
}
