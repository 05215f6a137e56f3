import type { ReportView } from '../view.ts';
import { figureSvg } from './figureSvg.ts';
import { regimeStyles } from './regimeStyles.ts';

/** A figure as a file, for what cannot hold one inside: Markdown. */
export interface FigureFile {
  /** `ID.svg`, after the figure's id, which is unique in the view. */
  readonly name: string;
  readonly figure: string;
  readonly content: string;
}

/** All figures of a report, each with its default axes. */
export async function figureFiles(view: Pick<ReportView, 'groups' | 'answers'>): Promise<readonly FigureFile[]> {
  const styles = regimeStyles(view);
  return Promise.all(view.groups.flatMap((g) => g.figures).map(async (figure) => ({
    name: `${figure.id}.svg`, figure: figure.id, content: await figureSvg(figure, { styles }),
  })));
}
